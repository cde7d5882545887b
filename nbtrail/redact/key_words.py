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
#: What a literal may be wrapped in, where a value is expected.
WRAPPED = re.compile(
    r"ConvertTo-SecureString[ \t]{1,4}(?:-String[ \t]{1,4})?|(?:[\w.]{1,40}\.)?(?:(?:SecretStr|SecretBytes|Secret|Field|field|Option|Argument|str|bytes|b64decode|b64encode"
    r"|fromhex|quote|quote_plus|unquote|String|Variable|Param|PASSWORD)\(\s{0,8}(?:\.{3},\s{0,8})?"
    r"(?:(?:default|value)[ \t]{0,2}=[ \t]{0,2})?"
    r"|(?:getenv|get|pop|env|config)\(\s{0,8}[\"'][\w.-]{1,80}[\"'],\s{0,8}(?:default[ \t]{0,2}=[ \t]{0,2})?)"
)
#: `os.getenv("X") or "value"`, `x if y else "value"`.
OTHERWISE = re.compile(
    r"[^\n#;]{1,100}?[\s)](?:or|else|\?\?|\|\|)[ \t]{1,4}(?=[rbfuRBFU]{0,2}[\"'])"
)
#: A function that is given a name and a value.
SETTER = re.compile(
    r"(?:\b(?:setattr|getattr|set_option|set_param)\(\s{0,9}[\w.\[\]\"'-]{1,60},\s{0,9}"
    r"|\b(?:setdefault|setenv|putenv|getenv|get|set|pop|put|add|append|insert|header|add_header|set_header|setHeader"
    r"|define|setRequestHeader|set_secret|set_password|set_key|setItem|env|config|conf|option|set_value|setProperty"
    r"|putheader|set_cookie|with_env|environ|execute_command|(?:env|config|cfg|conf|settings)\.\w{1,20}|\w{0,30}(?:[eE]nv|[dD]efault|[pP]roperty|[hH]eader|[sS]ecret)\w{0,20})\(\s{0,9})\\{0,2}[\"'`]\Z"
)
