"""Which names are those of credentials: a name is split into words, and the words decide.

`githubToken`, `GITHUB_TOKEN2`, `db.password` and `X-Api-Key` are the same words in
different clothes. Three grades say how much a value has to look like a credential:

- `PASSWORD`: whatever is given to it is one, a plain word, too;
- `SECRET`: all but short words;
- `TOKEN`: only what is no word of a language, for tokens are the words of language models.

Words behind the key word can say that it is about a credential and none itself
(`token_count`, `password_field`), and words before it that it is none
(`pad_token`, `sort_key`).
"""

from __future__ import annotations

import re

NONE, TOKEN, SECRET, PASSWORD = range(4)

_WORDS = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+")

_PASSWORDS = frozenset(
    "password passwords passwd passphrase passphrases passcode passwort kennwort pwd pwds "
    "mnemonic "
    # as others say it
    "motdepasse contraseña contrasena contraseñas senha senhas wachtwoord hasło haslo heslo "
    "salasana lösenord losenord пароль парол 密码 密碼 パスワード 비밀번호".split()
)
_SECRETS = frozenset("secret secrets secrete apikey apikeys".split())
_TOKENS = frozenset(
    "token tokens tok auth authorization authentication credential credentials cred creds "
    "cookie cookies bearer jwt".split()
)
#: Written as one word, in lower case.
_JOINED = re.compile(
    r"(?:(?P<password>password|passwd|passphrase|pwd)|(?P<secret>secret|(?:api|access|secret|private|account"
    r"|shared|signing|encryption|master)key)|(?P<token>(?:auth|access|api|refresh|bearer|session|bot|hf|git|"
    r"github|gitlab|security|identity)token|(?:auth|license|storage|consumer|subscription|session)key))[s]?$"
)
_PASS_OWNERS = frozenset(
    "db user mysql smtp root admin my mail email ftp sftp sql ssh login pg postgres mongo redis "
    "ldap imap http proxy client server host app wifi vpn zip key keystore truststore the basic "
    "ssl tls store become sudo vnc rdp key cert pfx account".split()
)
_PASSES = frozenset(owner + "pass" for owner in _PASS_OWNERS)
_SECRET_KEYS = frozenset(
    "api access secret private account encryption decryption signing shared master admin "
    "subscription storage hmac fernet cipher auth aes signature salt recovery symmetric psk presharedkey "
    "wallet".split()
)
_TOKEN_KEYS = frozenset(
    "service deploy consumer license app application client session webhook ssh gpg pgp rsa jwt "
    "write read wandb openai anthropic azure aws gcp google github gitlab hf huggingface cohere "
    "pinecone groq mistral comet neptune kaggle stripe twilio sendgrid mailgun datadog dd "
    "newrelic heroku cloudflare algolia replicate together xai deepseek gemini serp serpapi "
    "tavily langchain langsmith weaviate qdrant openrouter perplexity fireworks nvidia deepgram "
    "elevenlabs assemblyai openweather alphavantage polygon finnhub quandl fred newsapi maps "
    "mapbox airtable notion slack snyk sonar rapidapi functions instrumentation sas "
    "hubspot messagebird okta zendesk shopify paypal plaid dropbox facebook twitter discord telegram contentful "
    "fastly sentry pagerduty opsgenie postmark sparkpost dashscope moonshot voyage jina firecrawl apify anyscale "
    "baseten runpod paperspace labelbox roboflow clearml dagshub mixpanel amplitude posthog launchdarkly doppler".split()
)
#: Behind the key word: it speaks about the credential.
_ABOUT = frozenset(
    "id ids name names type types len length lengths count counts size sizes limit limits max "
    "min num number url uri endpoint path paths file files filename dir folder field fields "
    "column columns col cols label labels index indices idx pos position positions mask masks "
    "embedding embeddings embed dim dims expiry expires expire expiration ttl time times "
    "timestamp at policy prompt prompts hint hints regex pattern patterns re format class "
    "classes classification classifier recognition pruning pooling usage cost price budget rate ratio freq frequency frequencies score scores prob "
    "probs logit logits map vocab strength reset required enabled env var version provider "
    "manager store backend service helper cls placeholder header headers scheme algorithm alg "
    "hash hashes hashed digest fingerprint error errors message msg status valid check ok "
    "validator validators input text texts lemma tag dep ent shape lang language word words "
    "santa sharing counter splitter separator sep delimiter delim strategy mode method sampling "
    "level levels dropout loss weight weights weighting shift mixer merging per second seconds "
    "sec bucket owner issuer audience scope scopes ring server host port domain user users "
    "username email agent tool tools arn ref references reference link title description desc "
    "docs doc help info source page pages view form dialog widget button icon or and not is has "
    "be in of to from with for by ary tion ship based zero band filter through edge variant "
    "variants result results consent banner jar preference preferences".split()
)
#: Before `token`: a token of a language, a parser or a game.
_SPOKEN = frozenset(
    "eos bos pad unk sep cls mask masked special stop start end next prev previous first last "
    "image video audio speech separator trigger placeholder assistant system decoder forced "
    "prompt new old max min num n per input output target source sub word char byte text "
    "current cur peek total unique rare common begin begining bot_turn context query completion "
    "generated predicted pred sampled sample span bad good lexer parse parser csrf_field extra "
    "added added_ no non dummy punct stopword eot sot begin_of end_of mean avg top random label "
    "attention cached reasoning thinking visual patch register class lower upper raw by "
    "sequence seq sentence positive negative suppress oov null empty invalid public".split()
)
#: Before `pass`, `key` and `secret`.
_OTHER_PASSES = frozenset(
    "first second third forward backward low high band by single multi one two n num last next "
    "this render final boarding hall compiler fast slow each per no max min test did".split()
)
#: Before `phrase`: the words that a wallet is made from.
_PHRASES = frozenset("seed recovery backup mnemonic wallet".split())
_OTHER_SECRETS = frozenset("open no not is has the our dirty little".split())
_MEMO: dict[str, int] = {}


def words_of(name: str) -> list[str]:
    """The words of a name in lower case, without digits and punctuation."""
    return [word.lower() for word in _WORDS.findall(name)]


def grade_of(name: str) -> int:
    """How surely a name is a credential's; of dotted names the last part counts, then the one before."""
    known = _MEMO.get(name)
    if known is None:
        if len(_MEMO) >= 4000:
            _MEMO.clear()
        known = _MEMO[name] = _grade(name)
    return known


def _grade(name: str) -> int:
    parts = [words for words in map(words_of, name[-200:].split(".")) if words]
    if not parts:
        return NONE
    grade = _graded(parts[-1])
    if grade == NONE and ["key"] in parts[1:]:  # noqa: SIM102
        # `fs.s3a.secret.key`, `fs.azure.account.key.<host>`: written in parts.
        if parts[parts.index(["key"], 1) - 1][-1] in _SECRET_KEYS:
            return SECRET
    if grade == NONE and len(parts[-1]) <= 2 and parts[-1][-1] not in _ABOUT:
        # `tokens.github`, `credentials.prod.db`: what stands in a collection of them.
        for part in parts[-3:-1]:
            if part[-1].endswith("s") and _graded(part):
                return TOKEN
    return grade


def _graded(words: list[str]) -> int:
    for at in range(len(words) - 1, -1, -1):
        grade = _word(words, at)
        if grade:
            behind = words[at + 1 :]
            if not behind:
                return grade
            if any(word in _ABOUT for word in behind):
                return NONE
            return SECRET if grade == PASSWORD else TOKEN
    return NONE


def _word(words: list[str], at: int) -> int:
    word, before = words[at], words[at - 1] if at else ""
    if word in _PASSWORDS:
        return PASSWORD
    if word in _SECRETS:
        return NONE if before in _OTHER_SECRETS else SECRET
    if word in _TOKENS:
        if word == "tok" and not before:
            return NONE
        return NONE if any(word in _SPOKEN for word in words[:at]) else TOKEN
    if word in ("key", "keys"):
        if before in _SECRET_KEYS:
            return SECRET
        return TOKEN if any(word in _TOKEN_KEYS for word in words[:at]) else NONE
    if word in ("phrase", "words"):
        return SECRET if before in _PHRASES else NONE
    if word == "passe":
        return PASSWORD if before == "de" else NONE
    if word in ("pass", "pw"):
        return NONE if before in _OTHER_PASSES else SECRET
    if word in _PASSES:
        return PASSWORD
    if word in ("sig", "signature") and (not before or before in ("amz", "goog")):
        return TOKEN
    if len(word) < 6:
        return NONE
    joined = _JOINED.search(word)
    if joined is None:
        return NONE
    kind = joined.lastgroup
    return PASSWORD if kind == "password" else SECRET if kind == "secret" else TOKEN
