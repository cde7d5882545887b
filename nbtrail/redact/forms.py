"""Credentials that are known by their form: what the vendors' tokens look like.

The facts were gathered from the vendors' documentation and from the rules of gitleaks
(MIT licence, as of July 2026); the table is this project's own wording of them.

How it stays linear: a row begins with a literal and is tried at the beginning of a
word alone, and a repetition that something has to follow is bounded and
cannot begin in its own middle (`_ALONE`). A failed attempt costs no more than the shortest token
of the row. Only stretches of eighteen characters without a gap are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .values import FILLING, is_wordlike

#: When the facts were last compared.
AS_OF = "2026-12"

_ALONE = r"(?<![\w-].)"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
#: Vendor and what one of its tokens is.
FORMS: tuple[tuple[str, str], ...] = (
    ("1Password", r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"),
    ("1Password", r"ops_eyJ[A-Za-z0-9+/]{100,}"),
    ("Adobe", r"p8e-[A-Za-z0-9]{32}"),
    ("42", r"s-s4t2(?:ud|af)-[a-f0-9]{64}"),
    ("age", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    ("Airtable", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    ("Alibaba", r"LTAI[A-Za-z0-9]{20}"),
    ("Apify", r"apify_api_[A-Za-z0-9]{30,}"),
    ("Artifactory", r"AKCp[A-Za-z0-9]{69}"),
    ("Artifactory", r"cmVmd[A-Za-z0-9]{59}"),
    ("Asana", r"1/\d{16}:[a-f0-9]{32}"),
    ("Atlassian", r"AT[A-Z]TT3[\w=-]{60,}"),
    ("Bitbucket", r"ATBB[A-Za-z0-9_=]{24,}"),
    ("AWS", r"A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("AWS Bedrock", r"ABSK[A-Za-z0-9+/]{100,269}={0,2}"),
    ("AWS Bedrock", r"bedrock-api-key-[A-Za-z0-9+/=]{20,}"),
    ("Buildkite", r"bkua_[a-f0-9]{40}"),
    ("CircleCI", r"CCI(?:PAT|PRJ)_[A-Za-z0-9_]{20,}"),
    ("ClickHouse", r"4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])"),
    ("Clojars", r"CLOJARS_[A-Za-z0-9]{60}"),
    ("Cloudflare", r"v1\.0-[a-f0-9]{24}-[a-f0-9]{100,146}"),
    ("Contentful", r"CFPAT-[\w-]{40,}"),
    ("Databricks", r"dapi[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("Defined Networking", r"dnkey-[\w=-]{26}-[\w=-]{52}"),
    ("DigitalOcean", r"do[opr]_v1_[a-f0-9]{64}"),
    *(("Discord", rf"{first}{_ALONE}[\w-]{{23,27}}\.[\w-]{{6}}\.[\w-]{{27,38}}") for first in "MNO"),
    ("Docker", r"dckr_[op]at_[\w-]{20,}"),
    ("Doppler", r"dp\.(?:pt|st|sa|ct|scim|audit)\.(?:[\w-]{1,40}\.)?[A-Za-z0-9]{40,44}"),
    ("Dropbox", r"sl\.[\w=-]{100,}"),
    ("Duffel", r"duffel_(?:test|live)_[\w=-]{43}"),
    ("Dynatrace", r"dt0c01\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}"),
    ("EasyPost", r"EZ[AT]K[A-Za-z0-9]{54}"),
    ("ElevenLabs", r"sk_[0-9a-f]{48}"),
    ("Facebook", r"EAA[MC][A-Za-z0-9]{80,}"),
    ("Figma", r"fig[duo]r?_[\w-]{30,}"),
    ("Fireworks", r"fw_[A-Za-z0-9]{22,}"),
    ("Flutterwave", r"FLW(?:SECK|PUBK)(?:_TEST)?-[A-Za-z0-9]{12,32}(?:-X)?"),
    ("Fly.io", r"fo1_[\w-]{43}"),
    ("Fly.io", r"fm(?:1[ar]|2)_[A-Za-z0-9+/]{60,}={0,3}"),
    ("Frame.io", r"fio-u-[\w=-]{64}"),
    ("Firebase", r"AAAA[\w-]{7}:APA91b[\w-]{100,}"),
    ("GitHub", r"gh[pousr]_[A-Za-z0-9]{30,}"),
    ("GitHub", r"github_pat_[A-Za-z0-9_]{22,}"),
    ("GitLab", r"gl(?:pat|ptt|dt|rt|ft|soat|agent|oas|imt|ffct)-[\w-]{20,}(?:\.[0-9a-z]{2}[0-9a-z]{7})?"),
    ("GitLab", r"glcbt-[A-Za-z0-9]{1,5}_[\w-]{20}"),
    ("GitLab", r"GR1348941[\w-]{20}"),
    ("Google", r"AIza[\w-]{35}"),
    ("Google", r"GOCSPX-[\w-]{28}"),
    ("Google", r"ya29\.[\w-]{20,}(?:\.[\w-]{1,400})?"),
    ("Google", r"1//0[\w-]{30,}"),
    ("Grafana", r"glc_[A-Za-z0-9+/]{32,}={0,3}"),
    ("Grafana", r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    ("Groq", r"gsk_[A-Za-z0-9]{40,}"),
    *(("Harness", rf"{kind}\.[\w-]{{22}}\.[A-Za-z0-9]{{24}}\.[A-Za-z0-9]{{20}}") for kind in ("pat", "sat")),
    ("Heroku", r"HRKU-[\w-]{30,}"),
    ("HubSpot", rf"pat-(?:na|eu|ap)\d-{_UUID}"),
    ("Hugging Face", r"hf_[A-Za-z0-9]{30,}"),
    ("Hugging Face", r"api_org_[A-Za-z0-9]{30,}"),
    ("Infracost", r"ico-[A-Za-z0-9]{32}"),
    ("Jina", r"jina_[A-Za-z0-9_-]{40,}"),
    ("JSON web token", rf"e{_ALONE}yJ[A-Za-z0-9_-]{{8,4000}}\.eyJ[A-Za-z0-9_-]{{8,}}(?:\.[A-Za-z0-9_-]*)?"),
    ("JSON web encryption", rf"e{_ALONE}yJ[A-Za-z0-9_-]{{8,1000}}(?:\.[A-Za-z0-9_-]{{0,4000}}){{4}}"),
    ("Grafana", r"eyJrIjoi[A-Za-z0-9]{70,}={0,3}"),
    ("LangSmith", r"ls(?:v2_(?:pt|sk)_|__)[a-f0-9]{32}(?:_[a-f0-9]{10})?"),
    *(("LaunchDarkly", rf"{kind}-{_UUID}") for kind in ("sdk", "api", "mob")),
    ("Linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{40,}"),
    *(("Mailgun", rf"{kind}-[a-f0-9]{{32}}") for kind in ("key", "pubkey")),
    ("Mapbox", r"sk\.eyJ[\w-]{40,200}\.[\w-]{22}"),
    ("Netlify", r"nfp_[A-Za-z0-9]{36,}"),
    ("New Relic", r"NR(?:AK|II|JS|AA|RA|SP)-[A-Za-z0-9-]{19,42}"),
    ("Notion", r"ntn_[0-9]{11}[A-Za-z0-9]{35}"),
    ("Notion", r"secret_[A-Za-z0-9]{43}"),
    ("npm", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    ("NuGet", r"oy2[a-z0-9]{43}"),
    ("NVIDIA", r"nvapi-[\w-]{40,}"),
    ("Octopus Deploy", r"API-[A-Z0-9]{26}(?![A-Za-z0-9])"),
    ("Anthropic", r"sk-ant-[a-z]{3,5}\d{2}-[\w-]{40,}"),
    (
        "OpenAI, Anthropic, OpenRouter, DeepSeek",
        r"sk-(?=[\w-]{0,40}[A-Za-z0-9]{16})(?=[\w-]{0,60}\d)[\w-]{20,}",
    ),
    ("OpenAI", r"sess-[A-Za-z0-9]{40}"),
    ("OpenShift", r"sha256~[\w-]{43}"),
    ("Perplexity", r"pplx-[A-Za-z0-9]{40,}"),
    ("Pinecone", r"pcsk_[A-Za-z0-9_]{40,}"),
    ("Plaid", rf"access-(?:sandbox|development|production)-{_UUID}"),
    ("PlanetScale", r"pscale_(?:tkn|oauth|pw)_[\w=.-]{32,}"),
    ("PostHog", r"ph[cx]_[A-Za-z0-9]{40,}"),
    ("Postman", r"PMAK-[A-Fa-f0-9]{24}-[A-Fa-f0-9]{34}"),
    ("Prefect", r"pn[ub]_[A-Za-z0-9]{36}"),
    ("Pulumi", r"pul-[a-f0-9]{40}"),
    ("PyPI", r"pypi-AgE[\w-]{50,}"),
    ("ReadMe", r"rdme_[a-z0-9]{70}"),
    ("Render", r"rnd_[A-Za-z0-9]{28,}"),
    ("Replicate", r"r8_[A-Za-z0-9]{37}"),
    ("Resend", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}"),
    ("RubyGems", r"rubygems_[a-f0-9]{48}"),
    ("Scalingo", r"tk-us-[\w-]{48}"),
    ("SendGrid", r"SG\.[\w-]{16,32}\.[\w-]{16,}"),
    ("Brevo", r"xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    ("Sentry", r"sntry[su]_[A-Za-z0-9+/=_-]{40,}"),
    ("Shippo", r"shippo_(?:live|test)_[a-fA-F0-9]{40}"),
    ("Shopify", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("Slack", r"xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}"),
    ("Slack", r"xapp-\d-[A-Z0-9]{5,20}-\d{5,20}-[a-z0-9]{20,}"),
    ("SonarQube", r"sq[upa]_[A-Fa-f0-9]{40}"),
    ("Sourcegraph", r"sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}"),
    ("Square", r"sq0(?:atp|csp|idp)-[\w-]{22,60}"),
    ("Square", r"EAAA[\w-]{58,62}(?![\w-])"),
    *(("Stripe", rf"{kind}_(?:live|test|prod)_[A-Za-z0-9]{{10,}}") for kind in ("sk", "rk")),
    ("Stripe", r"whsec_[A-Za-z0-9+/]{32,}"),
    ("Supabase", r"sb(?:p_[a-f0-9]{40}|_secret_[\w-]{20,})"),
    ("Tailscale", r"tskey-[a-z]{2,10}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{16,}"),
    ("Tavily", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,}"),
    ("Together", r"tgp_v1_[\w-]{40,}"),
    ("Twilio", r"SK[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("Typeform", r"tfp_[\w.=-]{44,}"),
    ("Vault", r"hv[sbr]\.[\w-]{24,}"),
    ("Vercel", r"vc[pkaio]_[A-Za-z0-9]{24,}"),
    ("Voyage", r"pa-[A-Za-z0-9_]{40,}"),
    ("Weights & Biases", r"wandb_v1_[\w-]{40,}"),
    ("xAI", r"xai-[A-Za-z0-9]{60,}"),
    ("Yandex", r"AQVN[\w-]{35,38}"),
    ("Yandex", r"t1\.[\w-]{20,400}={0,2}\.[\w-]{86}"),
    ("Zoho", r"1000\.[a-f0-9]{32}\.[a-f0-9]{32}"),
)  # fmt: skip
#: Those that are found by a literal inside them: vendor, the literal, how many characters of
#: the token stand before it, and what it is from the literal on.
INNER: tuple[tuple[str, str, int, str], ...] = (
    ("Azure", "Q~", 4, r"Q~(?<=[\w~.]{3}\dQ~)[\w~.-]{31,34}"),
    ("Discord", "/api/webhooks/", 0, r"/api/webhooks/\d{17,20}/[\w-]{60,}"),
    ("Mailchimp", "-us", 32, r"-us(?<=[0-9a-f]{32}-us)\d{1,2}(?!\w)"),
    ("MaxMind", "_mmk", 36, r"_mmk(?<=[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)"),
    ("Microsoft Teams", "/webhookb2/", 0, r"/webhookb2/[\w@/-]{60,160}"),
    ("Slack", "hooks.slack.com/", 0, r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,60}"),
    ("Telegram", ":AA", 8, r":AA(?<=\d{8}:AA)[\w-]{32,34}(?![\w-])"),
    ("Terraform", ".atlasv1.", 14, r"\.atlasv1\.(?<=[A-Za-z0-9]{14}\.atlasv1\.)[\w=-]{60,70}"),
)  # fmt: skip
_PREFIX = re.compile(r"[A-Za-z0-9]{1,12}[_.-]")
#: Characters of a token that can stand outside the stretch where it was found.
MAX_BEYOND = 200
_MEMBERS = frozenset(b"_.~/:+-" + bytes(filter(lambda code: chr(code).isalnum(), range(128))))
#: `a` for every character that a token can have, a blank for the others.
_IMAGE = bytes(97 if code in _MEMBERS else 32 for code in range(256))
#: Begins with a literal, which is sought several times faster than a class of characters.
_RUN = re.compile(b"a" * 18 + b"a*")
#: What is drawn by chance has a digit or, rarely, as many letters in a row.
_DRAWN = re.compile(r"[0-9]|[A-Za-z]{16}")
#: One that is no number.
_LETTERED = re.compile(r"[A-DF-Za-df-z][A-Za-z0-9_.~/:+-]{17,}")


def may_have_form(text: str) -> bool:
    """Whether there is a stretch that is long enough for a token."""
    return _LETTERED.search(text) is not None


def form_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where vendors' tokens stand."""
    tokens, inner = _compiled()
    for run in _RUN.finditer(text.encode("latin-1", "replace").translate(_IMAGE)):
        if not _DRAWN.search(text, run.start(), run.end()):
            continue
        # A token's padding may stand outside the stretch, its beginning not.
        for found in tokens.finditer(text, run.start(), run.end() + 4):
            if found.lastindex and not _stands_in(found.group()):
                yield found.span()
        word = text[run.start() : run.end()]
        for literal, before, form in inner:
            if literal in word:
                for found in form.finditer(text, run.start(), run.end() + MAX_BEYOND):
                    yield found.start() - before, found.end()


def _stands_in(token: str) -> bool:
    """Whether it only has a token's form: `ghp_xxxxxxxx`, or words."""
    body = _PREFIX.sub("", token[:100], count=1)
    return FILLING.issuperset(token[-16:]) or (len(body) >= 8 and is_wordlike(body))


@cache
def _compiled() -> tuple[re.Pattern[str], list[tuple[str, int, re.Pattern[str]]]]:
    # By first letter, so that most words are left after one look.
    rows: dict[str, list[str]] = {}
    for _vendor, form in FORMS:
        rows.setdefault(form[0], []).append(form[1:])
    groups = "|".join(f"{first}(?:{'|'.join(forms)})" for first, forms in rows.items())
    return (
        # What is no token is passed over by the word, so that a token is sought at beginnings alone.
        re.compile(rf"({groups})|[A-Za-z0-9]+", re.ASCII),
        [(literal, before, re.compile(form, re.ASCII)) for _, literal, before, form in INNER],
    )
