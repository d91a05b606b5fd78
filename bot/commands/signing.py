"""`python -m bot keys public`: the half of the signing key that anybody may have."""

from bot.settings import SigningSettings, read_settings
from bot.signing import read_signer, write_public_key

__all__ = ["public"]


def public() -> None:
    """Print the public key, with which auditors check the seals of the days: `... keys public > council.pub`.

    Give it to them by another way than the bundles, and let them compare the fingerprint with you.
    """
    print(write_public_key(read_signer(read_settings(SigningSettings))))
