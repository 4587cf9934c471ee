"""Seals facts that point at a person, and digests them so that equal facts can be found."""

import base64
import hashlib
import hmac
import json
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

VERSION = b"\x01"  # first byte of every sealed value: which key it was sealed under
NONCE = 12


@cache
def _key(master, purpose):
    try:
        secret = base64.b64decode(master, validate=True)
    except ValueError as error:
        raise ImproperlyConfigured("SEALING_KEY must be 32 random bytes in base64.") from error
    if len(secret) < 32:
        raise ImproperlyConfigured("SEALING_KEY must be 32 random bytes in base64.")
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret)


@cache
def _cipher(master, purpose):
    return AESGCM(_key(master, "seal:" + purpose))


def seal(text, purpose):
    """Return the sealed bytes of a text: version, nonce, AES-256-GCM ciphertext bound to its purpose."""
    return seal_bytes(text.encode(), purpose)


def seal_bytes(content, purpose):
    nonce = os.urandom(NONCE)
    return VERSION + nonce + _cipher(settings.SEALING_KEY, purpose).encrypt(nonce, content, purpose.encode())


def unseal(blob, purpose):
    """Return the text of sealed bytes; raises InvalidTag when key, purpose or bytes are not the ones sealed."""
    return unseal_bytes(blob, purpose).decode()


def unseal_bytes(blob, purpose):
    blob = bytes(blob)
    nonce, sealed = blob[1 : 1 + NONCE], blob[1 + NONCE :]
    return _cipher(settings.SEALING_KEY, purpose).decrypt(nonce, sealed, purpose.encode())


def digest(text, purpose):
    """Return a keyed digest (64 hex digits): equal texts have equal digests, and nothing else can be learnt."""
    return hmac.digest(_key(settings.SEALING_KEY, "digest:" + purpose), text.encode(), hashlib.sha256).hex()


class SealedField(models.BinaryField):
    """A text that is sealed in the database and a plain `str` in Python; it cannot be filtered on."""

    def __init__(self, *args, purpose="", **kwargs):
        self.purpose = purpose
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_default(self):
        return self.default if self.has_default() else ""

    def _check_str_default_value(self):
        return []  # Python sees text here, so a text is the right default

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        return self.opened(unseal(value, self.purpose) if len(value) else "")

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None or isinstance(value, (bytes, memoryview)):
            return super().get_db_prep_value(value, connection, prepared)
        text = self.closed(value)
        return super().get_db_prep_value(seal(text, self.purpose) if text else b"", connection, prepared)

    def value_to_string(self, obj):
        return self.value_from_object(obj)

    def to_python(self, value):
        return value

    def opened(self, text):
        """What Python sees for an unsealed text."""
        return text

    def closed(self, value):
        """The text that is sealed for a Python value."""
        return value


class SealedJSONField(SealedField):
    """Any JSON value, sealed."""

    def opened(self, text):
        return json.loads(text) if text else {}

    def closed(self, value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)

    def get_default(self):
        return {}
