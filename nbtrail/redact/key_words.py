"""The words that a credential's name has, and what leads from them to a value.

Each is told by its rarest letters first, so that most characters of a text are left after one look.
"""

from __future__ import annotations

import re

_WORD = (
    r"(?:p(?:ass|wd|hrase|w(?<![a-z]pw)|id(?<=appid))|c(?:ret(?<=secret)|red|ookie|ontrase|(?<=mnemonic))"
    r"|k(?:en(?<=token)|ey(?<=[\w .?&-]key)|ennwort)|uth(?<=auth)|g(?:(?<=sig)(?=nature|=)|in(?<=login)(?=\())"
    r"|jwt|bearer|wachtwoord|h(?:a(?<=senha)|aslo|eslo)%s)"
)
_MORE = r"|has[lł]o|salasana|l[oö]senord|парол|密[码碼]|パスワード|비밀번호"
#: The rest of the name, and what leads to a value.
_LEADS = (
    r"[\w.-]{0,40}(?![\w.-])(?:[\"']\](?=\[[\"']))?(?:\[[\"'](?P<entry>[\w .-]{1,60})[\"']\]|\[\d{0,5}\])?(\\{0,2}[\"'`])?"
    r"(?:(?P<relation>(?:\s{0,4}[\])])?[ \t]{0,8}(?:=>|:{1,3}=|[?]=|={1,3}|!={1,2}|\|\|=|<-|:)[ \t]{0,8})"
    r"|(?P<comma>[ \t]{0,4},\s{0,8})|(?P<call>\()|(?P<tag>>)"
    r"|(?P<attribute>[ \t]{1,4}value[ \t]{0,2}=[ \t]{0,2})|(?P<below>[ \t]{0,4}\n[ \t]{0,20}value:[ \t]{0,4})|(?P<space>[ \t]{1,8}))"
)
FOUND = re.compile(_WORD % "" + _LEADS)
FOUND_ANYWHERE = re.compile(_WORD % _MORE + _LEADS)
#: Key words with no room for a value between them, in one line: only the first and the last are looked at.
MAX_GAP = 5
MAX_NEAR = 50
STRETCH = re.compile(rf"{_WORD % ''}(?:(?:word|wd|phrase)?[^\n]{{0,{MAX_GAP}}}?({_WORD % ''}))+")
