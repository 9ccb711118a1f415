"""How often public sets are read beside one another, by every trainer of stance."""

SMALL = {"mpe", "covidfact", "monli", "tracie", "semfrag", "seminli_wiki"}
# Sets with a claim-only giveaway, much noise or templates are taken less often than the others.
SHARES = {"infotabs": 0.5, "scone": 0.6, "snli": 0.7, "covidfact": 0.5, "semfrag": 0.5}
