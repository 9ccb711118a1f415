"""One frozen ``Settings``, read from the environment once, at the edge.

Every variable starts with ``CHECKER_``; docs/configuration.md lists them all.
"""

from __future__ import annotations

import json
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from checker.errors import InvalidSettings

BUNDLED = "bundled"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LONGEST_SECONDS = 31_536_000  # a year; clocks and timers overflow at some point beyond
_DATABASE = re.compile(r"/?\d*")  # of Redis, which has them by number
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


def _json_list(example: str) -> BeforeValidator:
    """Return what reads a list of the environment, so that a fault in it is told like any other."""

    def read(given: object) -> object:
        try:
            value = json.loads(given) if isinstance(given, str) else given
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"write JSON such as {example}")
        return tuple(value)

    return BeforeValidator(read)


Hashes = Annotated[tuple[str, ...], NoDecode, _json_list('["$argon2id$..."]')]
Hosts = Annotated[tuple[str, ...], NoDecode, _json_list('["www.example.org"]')]
Languages = Annotated[tuple[str, ...], NoDecode, _json_list('["en"]')]
Networks = Annotated[tuple[str, ...], NoDecode, _json_list('["10.0.3.0/24"]')]


Seconds = Annotated[float, Field(le=LONGEST_SECONDS)]


class Settings(BaseSettings):
    """How this process runs; with nothing set it runs alone, offline, on loopback."""

    # Some values are secret, so that none is shown in what is said of it.
    model_config = SettingsConfigDict(
        env_prefix="CHECKER_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("checker"),
        description="Everything that is written lives here; a fresh folder is a fresh start.",
    )
    corpus: Path = Field(
        default=Path(__file__).parent.parent / "corpus",
        description="Folder of statement files, or a JSONL file of statements.",
    )
    encoder: str = Field(
        default=BUNDLED,
        description="'bundled' (all-MiniLM-L6-v2 on ONNX Runtime) or any sentence-transformers model.",
    )
    stance_model: str = Field(
        default=BUNDLED,
        description="'bundled', any Hugging Face NLI cross-encoder, or a chat model's name at stance_url.",
    )
    stance_url: str = Field(
        default="", description="OpenAI-compatible endpoint, up to /v1; empty means the model runs here."
    )
    stance_key: SecretStr = Field(default=SecretStr(""), description="Bearer key for stance_url.")
    stance_seconds: Seconds = Field(
        default=30.0,
        gt=0,
        description="Longest wait for a claim's answer from stance_url, retries included.",
    )
    stance_retries: int = Field(default=2, ge=0, le=10, description="Attempts after the first at stance_url.")
    stance_tokens_per_day: int = Field(
        default=0,
        ge=0,
        le=1_000_000_000_000,
        description="Tokens that may be spent at stance_url per UTC day, by all processes that share the "
        "data folder; 0 means no limit.",
    )
    stance_thinking_tokens: int = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="Tokens that a model at stance_url may think with before each answer.",
    )
    languages: Languages = Field(
        default=("en",), description="Languages the loaded models read; others get an honest abstention."
    )
    threads: int = Field(
        default=0, ge=0, le=1_024, description="ONNX Runtime threads per model; 0 means all cores."
    )
    index_keep: int = Field(
        default=3,
        ge=1,
        le=100,
        description="Generations of the index that stay for `checker index rollback`.",
    )
    index_url: str = Field(
        default="",
        description="PostgreSQL with pgvector that keeps the vectors; empty means files in the data folder.",
    )
    index_share: str = Field(
        default="",
        description="Folder or bucket through which generations of the index reach other hosts.",
    )
    candidates: int = Field(default=5, ge=1, le=100, description="Passages judged per claim, at most.")
    database_url: str = Field(
        default="", description="SQLAlchemy URL; empty means SQLite in the data folder."
    )
    redis_url: str = Field(
        default="", description="Broker; empty means in memory, with workers inside the server."
    )
    host: str = Field(default="127.0.0.1", description="Address that `checker serve` binds.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `checker serve` binds.")
    api_key_hashes: Hashes = Field(
        default=(), description="argon2 hashes of API keys; needed as soon as the host is not loopback."
    )
    admin_key_hashes: Hashes = Field(
        default=(), description="argon2 hashes of the keys that may change the corpus over HTTP."
    )
    key_requests_per_minute: int = Field(
        default=600, ge=0, description="Requests a minute of a key without a limit of its own; 0 is no limit."
    )
    key_checks_per_day: int = Field(
        default=0, ge=0, description="New checks a day of a key without a quota of its own; 0 is no limit."
    )
    key_guesses_per_minute: int = Field(
        default=60,
        ge=0,
        description="Requests a minute from one address with keys that open nothing; 0 is no limit.",
    )
    session_hours: float = Field(
        default=12.0, gt=0, le=720, description="Longest that somebody stays signed in to the pages."
    )
    session_idle_minutes: float = Field(
        default=120.0,
        gt=0,
        le=LONGEST_SECONDS // 60,
        description="Somebody who does nothing for so long is signed out.",
    )
    proxies: int = Field(
        default=0, ge=0, le=10, description="Reverse proxies in front whose X-Forwarded-* headers are true."
    )
    connections_per_address: int = Field(
        default=400,
        ge=0,
        le=1_000,
        description="Connections that one address may have at once; 0 means no limit. Not behind proxies.",
    )
    supersede: Literal["ask", "auto"] = Field(
        default="ask", description="Whether a person confirms that a statement was superseded."
    )
    worker_threads: int = Field(default=2, ge=1, le=64, description="Checks that run at once, per worker.")
    check_seconds: Seconds = Field(
        default=120.0, gt=0, description="Longest that a worker may take over one check; then it has failed."
    )
    max_post_chars: int = Field(default=20_000, ge=1, description="Longest post that is accepted.")
    max_body_bytes: int = Field(default=262_144, ge=1_024, description="Largest request body.")
    max_batch_posts: int = Field(default=10_000, ge=1, description="Most posts of one batch.")
    max_batch_bytes: int = Field(
        default=33_554_432, ge=1_024, description="Largest request body of a batch over HTTP."
    )
    batch_at_once: int = Field(
        default=16,
        ge=1,
        le=1_000,
        description="Posts of batches that are with the workers at once, all batches together.",
    )
    max_import_bytes: int = Field(
        default=15_728_640, ge=1_024, description="Largest request body of an import over HTTP."
    )
    max_wait_seconds: Seconds = Field(default=30.0, ge=0, description="Upper bound of `Prefer: wait=N`.")
    reviews_needed: int = Field(
        default=1,
        ge=1,
        le=2,
        description="How many people must agree before a review settles an answer: 1, or 2 to be surer.",
    )
    review_below: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="A check with a claim decided at a lower confidence waits for a person in the queue.",
    )
    publisher_name: str = Field(
        default="", description="Who publishes ClaimReview markup: the name of your organisation."
    )
    publisher_url: str = Field(default="", description="Its web address.")
    requeue_seconds: Seconds = Field(
        default=60.0, gt=0, description="How often unfinished checks are looked for and queued again."
    )

    max_queue_seconds: Seconds = Field(
        default=600.0,
        ge=0,
        description="Above this age of the oldest waiting check new work is refused for a while; 0 never.",
    )
    stop_seconds: Seconds = Field(
        default=8.0,
        ge=0,
        description="How long a process may finish what it began, once told to stop; then it hands it on.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How `checker serve` and workers write their log."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="From which gravity on they log."
    )

    fetch_hosts: Hosts = Field(
        default=(),
        description="Hosts that may be fetched from: 'example.org', '*.example.org', 'host:8080', or '*'.",
    )
    fetch_private: Networks = Field(
        default=(),
        description="Networks that may be reached though they are not public, such as 10.0.3.0/24.",
    )
    fetch_max_bytes: int = Field(
        default=20_971_520, ge=1_024, description="Largest answer of a page or feed, unpacked."
    )
    fetch_seconds: Seconds = Field(
        default=30.0, gt=0, description="Longest that fetching one address may take, redirects included."
    )
    poll_seconds: Seconds = Field(
        default=900.0, ge=10, description="How often a source is polled that says nothing else."
    )

    webhook_hosts: Hosts = Field(
        default=("*",),
        description="Hosts that webhooks may be sent to, beside those that may be fetched from.",
    )
    webhook_seconds: float = Field(
        default=5.0, gt=0, le=60, description="Longest that a receiver of webhooks may take to answer."
    )
    webhook_attempts: int = Field(
        default=12, ge=1, le=50, description="How often a webhook is tried before it is given up."
    )
    webhook_retry_seconds: Seconds = Field(
        default=5.0, gt=0, description="Pause before the second attempt; each further one is twice as long."
    )

    @field_validator("data_dir", "corpus", "encoder", "stance_model", mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        if isinstance(given, str) and not given.strip():  # a path would be the current folder
            raise ValueError("it is empty; give it a value, or leave it unset")
        return given

    @field_validator("data_dir", "corpus")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        try:
            return path.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError("nobody's home is known by that name; write the whole path") from error

    @field_validator("languages")
    @classmethod
    def _tags(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if not languages:
            raise ValueError('no language would be read; write JSON such as ["en"]')
        for language in languages:
            if not _LANGUAGE.fullmatch(language):
                raise ValueError(f"{language!r} is not a language; write for example 'en' or 'ur-Latn'")
        return languages

    @field_validator("redis_url")
    @classmethod
    def _broker(cls, url: str) -> str:
        if url and not _is_redis(url):  # it is not shown: it may hold a password
            raise ValueError("write a Redis URL such as redis://127.0.0.1:6379/0")
        return url

    @field_validator("fetch_hosts", "webhook_hosts")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not host.strip() or re.search(r"[/@\s]", host.strip()):
                raise ValueError(f"{host!r} is not a host; write 'www.example.org', without http:// and path")
        return hosts

    @field_validator("fetch_private")
    @classmethod
    def _networks(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(text.strip())) for text in texts)

    @property
    def embedded(self) -> bool:
        """Whether workers run inside the server process."""
        return not self.redis_url

    def store_url(self) -> str:
        """Return the SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{self.data_dir / 'checker.sqlite3'}"


def load_settings(**overrides: object) -> Settings:
    """Return the settings of the environment, with ``overrides`` on top.

    Raises
    ------
    InvalidSettings
        A variable has a value that cannot be used; the message names each of them, and no secret.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"CHECKER_{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise InvalidSettings(faults) from None


def _is_redis(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return url.startswith(("redis://", "rediss://")) and bool(_DATABASE.fullmatch(parts.path))
