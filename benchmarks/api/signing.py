"""Signed requests as bytes, ready to be sent: signed by botocore, for a host that both servers accept."""

from dataclasses import dataclass
from urllib.parse import urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HOST = "iam.amazonaws.com"
VERSION = "2010-05-08"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with one access key."""

    access_key_id: str
    secret_access_key: str

    def sign(self, operation: str, **parameters: str) -> bytes:
        """A POST, head and body."""
        body = urlencode({"Action": operation, "Version": VERSION, **parameters})
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        request = AWSRequest("POST", f"http://{HOST}/", data=body, headers={"Content-Type": kind, "Host": HOST})
        SigV4Auth(Credentials(self.access_key_id, self.secret_access_key), "iam", "us-east-1").add_auth(request)
        headers = {**dict(request.headers.items()), "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST / HTTP/1.1\r\n{head}\r\n{body}".encode()
