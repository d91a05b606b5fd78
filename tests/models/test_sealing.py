"""Sealed text opens in its own place with its own key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sealing import KEY_BYTES, Keyring, SealBroken, seal, unseal

KEY = bytes(range(KEY_BYTES))
OTHER = bytes(reversed(range(KEY_BYTES)))
PLACE = ("answer", "a1", "text")
TEXT = "Said she feels safe at Gran's. 🙂"


@given(st.text())
def test_any_text_opens_as_it_was_sealed(text: str) -> None:
    assert unseal(KEY, *PLACE, seal(KEY, *PLACE, text)) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert seal(KEY, *PLACE, TEXT) != seal(KEY, *PLACE, TEXT)


@pytest.mark.parametrize("place", [("child", "a1", "text"), ("answer", "a2", "text"), ("answer", "a1", "name")])
def test_a_sealed_text_moved_elsewhere_does_not_open(place: tuple[str, str, str]) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, *place, seal(KEY, *PLACE, TEXT))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        unseal(OTHER, *PLACE, seal(KEY, *PLACE, TEXT))


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02" + bytes(40)])
def test_bytes_that_were_never_sealed_are_refused(broken: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, *PLACE, broken)


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal(KEY, *PLACE, TEXT)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(KEY, *PLACE, bytes(changed))


def test_a_data_key_comes_back_from_its_wrapping_only_with_the_right_master() -> None:
    key, wrapped = Keyring(KEY).new_key()
    assert Keyring(KEY).unwrap(wrapped) == key
    assert key not in wrapped
    with pytest.raises(SealBroken):
        Keyring(OTHER).unwrap(wrapped)


def test_two_keys_open_what_either_wrapped_and_wrap_with_the_first() -> None:
    key, wrapped = Keyring(KEY).new_key()
    both = Keyring(OTHER, KEY)
    assert both.unwrap(wrapped) == key
    assert (both.is_current(wrapped), both.opens(wrapped)) == (False, True)
    again = both.rewrap(wrapped)
    assert Keyring(OTHER).unwrap(again) == key
    assert both.is_current(again)
    assert not Keyring(KEY).opens(again)
    with pytest.raises(SealBroken):
        Keyring(bytes(KEY_BYTES), OTHER).rewrap(wrapped)


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"short")
