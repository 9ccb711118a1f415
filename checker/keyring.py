"""Who may come in: holders of keys, those of the settings and those made here, and people with accounts."""

from __future__ import annotations

import hashlib
import hmac
import logging

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from checker.account_records import Account
from checker.config import Settings
from checker.entrance import Entrance, open_entrance
from checker.errors import TryLaterError
from checker.key_records import Holder, Key, Limits, Scope, widened
from checker.key_store import Keys, id_of, open_keys
from checker.keys import EVERYONE, ApiKeys, Verified, one_at_a_time

log = logging.getLogger(__name__)

ANYBODY = Holder(EVERYONE, frozenset(Scope), "api")  # where no keys are set: the server is on loopback then
_CHECKS_AND_CORPUS = frozenset({Scope.CHECK, Scope.READ})


class Keyring:
    """Finds who holds a key. A key that was revoked, rotated or has expired opens nothing at once.

    argon2, slow on purpose, is paid once for each key and process.
    """

    def __init__(
        self, settings: Settings, kept: Keys | None = None, entrance: Entrance | None = None
    ) -> None:
        self.kept = kept or open_keys(settings)
        self.entrance = entrance or open_entrance(settings)
        turnstile = one_at_a_time()
        self._checking = ApiKeys(settings.api_key_hashes)
        self._admins = ApiKeys(settings.admin_key_hashes, setting="CHECKER_ADMIN_KEY_HASHES")
        self._default = Limits(settings.key_requests_per_minute, settings.key_checks_per_day)
        self._any_kept = False
        self._seen: Verified[str] = Verified(turnstile)  # the hash that a key fits
        self._known: Verified[Holder] = Verified(turnstile)  # who holds a key of the settings
        self._hasher = PasswordHasher()

    @property
    def needed(self) -> bool:
        """Whether callers must say who they are; once a key was made or a user added, for ever."""
        return self._checking.needed or self._some_kept()

    @property
    def admin_needed(self) -> bool:
        """Whether callers must show a key to change anything."""
        return self._admins.needed or self.needed

    @property
    def only_admins_needed(self) -> bool:
        """Whether the settings name keys of admins, who need them where nobody else needs one."""
        return self._admins.needed

    def works(self) -> bool:
        """Return whether any key or account opens this server."""
        now = self.kept.now()
        return (
            self._checking.needed
            or any(key.works(now) for key in self.kept.all())
            or any(account.works for account in self.entrance.accounts.all())
        )

    def holder_of(self, key: str, *, only_seen: bool = False) -> Holder | None:
        """Return who holds ``key``; None if nobody does.

        Parameters
        ----------
        only_seen
            Take a key that was not seen to work before for one that does not, which costs nothing.

        Raises
        ------
        Overloaded
            Too many keys that were not seen before wait to be verified.
        """
        key_id = id_of(key)
        found = self.kept.find(key_id) if key_id else None
        if found is None:
            return self._of_settings(key, only_seen=only_seen)
        return self._of_kept(*found) if self._fits(key, found[1], only_seen=only_seen) else None

    def in_session(self, owner: str, mark: str) -> Holder | None:
        """Return who began a session, if their key or password still opens this server."""
        if person := self.entrance.accounts.find(owner):
            same = hmac.compare_digest(person[1].encode(), mark.encode())
            return holder_of_account(*person) if person[0].works and same else None
        if found := self.kept.find(owner):
            holder = self._of_kept(*found)
            return holder if holder and hmac.compare_digest(holder.mark.encode(), mark.encode()) else None
        return self._in_settings(owner, mark)

    def lasting_name(self, holder: Holder) -> str:
        """Return the name by which ``may_still`` knows a holder: of a key in both lists that of the admin."""
        return holder.mark if holder.mark and self._admins.is_owner(holder.mark) else holder.owner

    def may_still(self, owner: str, scope: Scope) -> bool:
        """Return whether somebody may do something now, by the name under which they did it before.

        Only processes that have keys in their settings know of those: others take each for one that works.
        """
        if person := self.entrance.accounts.find(owner):
            return person[0].works and scope in person[0].role.scopes
        if found := self.kept.find(owner):
            return found[0].works(self.kept.now()) and scope in widened(found[0].scopes)
        if not (self._checking.needed or self._admins.needed):
            return True
        holder = self._in_settings(owner)
        return holder is not None and scope in holder.scopes

    def limits_of(self, holder: Holder) -> tuple[int, int]:
        """Return how many requests a minute and new checks a day a holder has; 0 is no limit."""
        if holder.limits is None:
            return 0, 0
        minute, day = holder.limits.per_minute, holder.limits.per_day
        return (
            (self._default.per_minute or 0) if minute is None else minute,
            (self._default.per_day or 0) if day is None else day,
        )

    def _in_settings(self, owner: str, mark: str = "") -> Holder | None:
        admin = next((name for name in (owner, mark) if name and self._admins.is_owner(name)), None)
        return _settings_holder(owner if self._checking.is_owner(owner) else None, admin)

    def _some_kept(self) -> bool:
        self._any_kept = self._any_kept or self.kept.any_door()
        return self._any_kept

    def _of_settings(self, key: str, *, only_seen: bool) -> Holder | None:
        def verified() -> Holder | None:
            # Both lists are looked through once: a hash that does not fit costs as much as one that does.
            return _settings_holder(self._checking.owner_of(key), self._admins.owner_of(key))

        return self._known.find(key, None if only_seen else verified)

    def _of_kept(self, key: Key, hashed: str) -> Holder | None:
        if not key.works(self.kept.now()):
            return None
        try:
            self.kept.note_use(key)
        except TryLaterError:
            log.warning("the last use of key %s was not noted: the database is busy", key.key_id)
        mark = hashlib.sha256(hashed.encode()).hexdigest()[:16]
        return Holder(key.key_id, widened(key.scopes), f"key {key.key_id}", mark, key.limits, key.name)

    def _fits(self, key: str, hashed: str, *, only_seen: bool) -> bool:
        def verified() -> str | None:
            try:
                self._hasher.verify(hashed, key)
            except VerificationError:
                return None
            return hashed

        return self._seen.find(key, None if only_seen else verified) == hashed


def holder_of_account(account: Account, mark: str) -> Holder:
    """Return a person who is signed in; no limits of keys hold for people."""
    return Holder(account.account_id, account.role.scopes, account.actor, mark, None, account.shown)


def _settings_holder(owner: str | None, admin: str | None) -> Holder | None:
    """Return the holder of a key of the settings, which has no limits.

    One key may be in both lists, with two hashes: then it is known by that of the first, and its mark is the
    name of the second, by which it is an admin's.
    """
    if owner is None and admin is None:
        return None
    scopes = widened({Scope.ADMIN}) if admin else _CHECKS_AND_CORPUS
    return Holder(owner or admin or "", scopes, f"key {(admin or owner or '')[:12]}", admin or "")
