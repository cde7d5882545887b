"""Functions that are given a credential by place: which of their arguments it is.

A row is the function as it is written, the places of its credentials counted from nought
(-1 is the last), and the library. Where a name alone is common, a word of what stands before
its last dot tells it apart: the library, or what its object is called by custom. What is
given by keyword is known by the keyword's name. Facts of December 2026, from the libraries'
documentation.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .names import PASSWORD, SECRET, TOKEN, words_of

#: What stands there is a credential, whatever it is.
_PASSWORDS = """
FTP                             2       ftplib
FTP_TLS                         2       ftplib
FTPHost                         2       ftputil
smtp.login                      1       smtplib
server.login                    1       smtplib
imap.login                      1       imaplib
pop.pass_                       0       poplib
SMTP                            1       yagmail
HTTPBasicAuth                   1       requests
HTTPDigestAuth                  1       requests
HTTPProxyAuth                   1       requests
HttpNtlmAuth                    1       requests_ntlm
BasicAuth                       1       aiohttp, httpx
DigestAuth                      1       httpx
add_password                    3       urllib.request
br.add_password                 2       mechanize
basic_auth                      1       neo4j
PlainTextAuthProvider           1       cassandra-driver
PlainCredentials                1       pika
username_pw_set                 1       paho-mqtt
UsernameToken                   1       zeep
UsernamePasswordCredential      2       azure-identity
ClientSecretCredential          2       azure-identity
ServicePrincipalAuthentication  2       azureml-core
AzureNamedKeyCredential         1       azure-core
ssh.connect                     3       paramiko
transport.connect               2       paramiko
auth_password                   1       paramiko
pysftp.Connection               3       pysftp
SMBConnection                   1       pysmb
register_session                2       smbprotocol
simple_bind                     1       python-ldap
simple_bind_s                   1       python-ldap
bind_s                          1       python-ldap
ldap.Connection                 2       ldap3
GIS                             2       arcgis
SentinelAPI                     1       sentinelsat
Salesforce                      1 2     simple-salesforce
Confluence                      2       atlassian-python-api
Jira                            2       atlassian-python-api
Jenkins                         2       python-jenkins
VkApi                           1       vk_api
common.authenticate             2       odoo
execute_kw                      2       odoo
create_user                     2       django
create_superuser                2       django
check_password                  0       django
make_password                   0       django
set_password                    -1      django, keyring
generate_password_hash          0       werkzeug
check_password_hash             1       werkzeug
sql.connect                     2       mysqlclient, pymysql, pymssql
mysql.connect                   2       mysqlclient
pymysql.connect                 2       pymysql
pymssql.connect                 2       pymssql
MySQLdb.connect                 2       mysqlclient
oracle.connect                  1       cx_Oracle
oracledb.connect                1       oracledb
snowflake.connect               1       snowflake-connector-python
ibm_db.connect                  2       ibm_db
dbapi.connect                   3       hdbcli
fdb.connect                     2       fdb
jaydebeapi.connect              2       jaydebeapi
InfluxDBClient                  3       influxdb
Redis                           3       redis
StrictRedis                     3       redis
redis.auth                      0       redis
r.auth                          0       redis
client.db                       2       python-arango
wlan.connect                    1       micropython
wifi.connect                    1       micropython
sta.connect                     1       micropython
setpassword                     0       zipfile
extractall                      2       zipfile
zf.read                         1       zipfile
zip.read                        1       zipfile
z.read                          1       zipfile
pdf.decrypt                     0       pypdf
reader.decrypt                  0       pypdf
writer.encrypt                  0 1     pypdf
doc.authenticate                0       pymupdf
load_pem_private_key            1       cryptography
load_der_private_key            1       cryptography
load_ssh_private_key            1       cryptography
load_key_and_certificates       1       cryptography
BestAvailableEncryption         0       cryptography
kdf.derive                      0       cryptography
HMAC.derive                     0       cryptography
kdf.verify                      0       cryptography
Fernet                          0       cryptography
AESGCM                          0       cryptography
ChaCha20Poly1305                0       cryptography
algorithms.AES                  0       cryptography
HMAC                            0       cryptography
SecretBox                       0       pynacl
AES.new                         0       pycryptodome
DES.new                         0       pycryptodome
DES3.new                        0       pycryptodome
ARC4.new                        0       pycryptodome
Blowfish.new                    0       pycryptodome
ChaCha20.new                    0       pycryptodome
Salsa20.new                     0       pycryptodome
HMAC.new                        0       pycryptodome
PBKDF2                          0       pycryptodome
scrypt                          0       hashlib, pycryptodome
import_key                      1       pycryptodome
importKey                       1       pycryptodome
pbkdf2_hmac                     1       hashlib
hmac.new                        0       hmac
hmac.digest                     0       hmac
hashpw                          0       bcrypt
checkpw                         0       bcrypt
crypt.hash                      0       passlib
crypt.verify                    0       passlib
context.hash                    0       passlib
context.verify                  0       passlib
argon2.hash                     0       passlib
ph.hash                         0       argon2-cffi
ph.verify                       1       argon2-cffi
auth.passwd                     0       notebook
jwt.encode                      1       pyjwt, python-jose
jwt.decode                      1       pyjwt, python-jose
jws.sign                        1       python-jose
jws.verify                      1       python-jose
URLSafeSerializer               0       itsdangerous
URLSafeTimedSerializer          0       itsdangerous
TimestampSigner                 0       itsdangerous
OAuth1                          0 1 2 3 requests-oauthlib
OAuth1Session                   0 1 2 3 requests-oauthlib
OAuthHandler                    0 1     tweepy
OAuth1UserHandler               0 1 2 3 tweepy
set_access_token                0 1     tweepy
Twython                         0 1 2 3 twython
SpotifyClientCredentials        1       spotipy
SpotifyOAuth                    1       spotipy
FlickrAPI                       0 1     flickrapi
S3Connection                    1       boto
connect_s3                      1       boto
connect_ec2                     1       boto
boto3.Session                   1 2     boto3
boto3.client                    7 8     boto3
boto3.resource                  7 8     boto3
Minio                           2       minio
oss.Auth                        1       oss2
qiniu.Auth                      1       qiniu
AcsClient                       1       aliyun-python-sdk-core
authorize_account               2       b2sdk
from_mnemonic                   0       eth-account
from_key                        0       eth-account
to_seed                         0 1     mnemonic
sign_transaction                1       web3
unlock_account                  1       web3
"""

#: What stands there is one, if it is no short word.
_SECRETS = """
OpenAI                          0       openai
AsyncOpenAI                     0       openai
Anthropic                       0       anthropic
AsyncAnthropic                  0       anthropic
Groq                            0       groq
cohere.Client                   0       cohere
deepl.Translator                0       deepl
Pinecone                        0       pinecone
pinecone.init                   0       pinecone
DeepgramClient                  0       deepgram-sdk
TavilyClient                    0       tavily-python
FirecrawlApp                    0       firecrawl-py
Roboflow                        0       roboflow
HfApi                           1       huggingface_hub
Github                          0 1     pygithub
Auth.Token                      0       pygithub
Gitlab                          1       python-gitlab
WebClient                       0       slack_sdk
SlackClient                     0       slackclient
TeleBot                         0       pytelegrambotapi
SendGridAPIClient               0       sendgrid
PostmarkClient                  0       postmarker
twilio.Client                   1       twilio
rest.Client                     1       twilio
plivo.RestClient                1       plivo
StripeClient                    0       stripe
NewsApiClient                   0       newsapi-python
TradingClient                   0 1     alpaca-py
tradeapi.REST                   0 1     alpaca-trade-api
krakenex.API                    0 1     krakenex
googlemaps.Client               0       googlemaps
openrouteservice.Client         0       openrouteservice
TodoistAPI                      0       todoist-api-python
TrelloClient                    0 1 2 3 py-trello
LolWatcher                      0       riotwatcher
RiotWatcher                     0       riotwatcher
hvac.Client                     1       hvac
LinodeClient                    0       linode-api4
hcloud.Client                   0       hcloud
DashboardAPI                    0       meraki
IAMAuthenticator                0       ibm-cloud-sdk-core
BearerTokenAuthenticator        0       ibm-cloud-sdk-core
create_client                   1       supabase
AuthApiKey                      0       weaviate-client
meilisearch.Client              1       meilisearch
BlobServiceClient               1       azure-storage-blob
ContainerClient                 2       azure-storage-blob
QueueServiceClient              1       azure-storage-queue
ShareServiceClient              1       azure-storage-file-share
DataLakeServiceClient           1       azure-storage-file-datalake
CosmosClient                    1       azure-cosmos
CognitiveServicesCredentials    0       msrest
SpeechConfig                    0       azure-cognitiveservices-speech
save_token                      0       huggingface_hub
enable_account                  0       qiskit
save_account                    0       qiskit
wandb.login                     1       wandb
"""

#: What stands there is one, if it reads like no words: others' functions have such names, too.
_TOKENS = """
ChatOpenAI                      0       langchain-openai
Mistral                         0       mistralai
Together                        0       together
Exa                             0       exa-py
Experiment                      0       comet-ml
Bot                             0       python-telegram-bot, aiogram
Updater                         0       python-telegram-bot
TelegramClient                  2       telethon
bot.run                         0       discord.py
client.run                      0       discord.py
Pushbullet                      0       pushbullet.py
Fred                            0       fredapi
TimeSeries                      0       alpha-vantage
RESTClient                      0       polygon-api-client
OWM                             0       pyowm
Census                          0       census
Socrata                         1       sodapy
Airtable                        1 2     airtable-python-wrapper
Mixpanel                        0       mixpanel
Posthog                         0       posthog
Dropbox                         0       dropbox
LastFMNetwork                   0 1     pylast
Genius                          0       lyricsgenius
Shodan                          0       shodan
OTXv2                           0       OTXv2
BigML                           1       bigml
Client                          0 1 2   binance, googlemaps, genai and others
Session                         1 2     boto3 and others
Api                             0 1     pyairtable, wandb and others
API                             0 1     many
APIClient                       0 1     many
Connection                      1 2 3   many
connect                         1 2 3 4 many
login                           0 1 2   huggingface_hub and others
configure                       0       many
"""


_BEFORE_NAME = ("", *" \t\n.=([{,:;@!&|+-*/%<>~^\\\"'`")


class Row(NamedTuple):
    """What a function takes: a word that stands before its name or "", the places, and the grade."""

    word: str
    places: tuple[int, ...]
    grade: int


@cache
def rows_by_name() -> dict[str, list[Row]]:
    """The rows of each function's own name; those that are told apart by a word come first."""
    rows: dict[str, list[Row]] = {}
    for grade, table in ((PASSWORD, _PASSWORDS), (SECRET, _SECRETS), (TOKEN, _TOKENS)):
        for line in table.strip().splitlines():
            function, *rest = line.split()
            places = tuple(int(part) for part in rest if part.lstrip("-").isdigit())
            lead, _, name = function.rpartition(".")
            word = words_of(lead)[-1] if lead else ""
            rows.setdefault(name, []).append(Row(word, places, grade))
    return {name: sorted(found, key=lambda row: not row.word) for name, found in rows.items()}


#: Fill in a field or answer a prompt.
TYPE = frozenset(
    "send_keys fill type press_sequentially send sendline set_value setText write typewrite".split()
)


@cache
def tails() -> frozenset[str]:
    """The last four characters of each function's name: one look leaves out most calls.

    A name of three is there with all that can stand before it.
    """
    names = [*rows_by_name(), *TYPE]
    short = [lead + name for name in names if len(name) < 4 for lead in _BEFORE_NAME]
    return frozenset([*(name[-4:] for name in names), *short])
