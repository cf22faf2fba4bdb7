"""Make the files that ship of trained weights: int8 ONNX, the tokenizer, and a manifest with checksums.

python -m model.export build/network.pt
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from model.base import base_encoder, base_tokenizer
from model.network import WIDTH, Network

WEIGHTS = Path(__file__).parent / "weights"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=Path)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the folder to write to")
    options = parser.parse_args()
    network = Network(base_encoder())
    network.load_state_dict(torch.load(options.trained))
    export(network.eval(), options.weights)
    write_manifest(options.weights)


def export(network: Network, weights: Path) -> None:
    """Write the encoder as int8, the two small heads as they are."""
    weights.mkdir(parents=True, exist_ok=True)
    base_tokenizer().save(str(weights / "tokenizer.json"))
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "encoder.onnx"
        pieces = torch.randint(1000, 2000, (1, 24))
        none = torch.zeros_like(pieces)
        _export(
            network.encoder,
            (pieces, none, none),
            whole,
            {"pieces": {1: "length"}, "cases": {1: "length"}, "quotes": {1: "length"}},
            ["vectors", "entity_scores", "cue_scores"],
        )
        # 7 bits of range: without it, processors that lack the VNNI instructions overflow and score otherwise.
        quantize_dynamic(
            whole, weights / "encoder.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
    _export(
        network.roles,
        (torch.zeros(9, WIDTH), torch.zeros(3, WIDTH), torch.zeros(3, 9, dtype=torch.int64)),
        weights / "roles.onnx",
        {"tokens": {0: "tokens"}, "cues": {0: "cues"}, "distances": {0: "cues", 1: "tokens"}},
        ["role_scores"],
    )
    tokens, pairs = torch.zeros(9, WIDTH), torch.ones(3, 9)
    _export(
        network.stance,
        (tokens, pairs, pairs, pairs, pairs.long()),
        weights / "stance.onnx",
        {
            "tokens": {0: "tokens"},
            **{name: {0: "pairs", 1: "tokens"} for name in ("target", "holder", "content", "distances")},
        },
        ["stance_scores"],
    )


def _export(
    module: nn.Module, example: tuple[Tensor, ...], path: Path, axes: dict[str, dict[int, str]], outputs: list[str]
) -> None:
    torch.onnx.export(
        module,
        example,
        path,
        input_names=list(axes),
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


def write_manifest(weights: Path) -> None:
    """The checksum of every file that ships, by its path in the folder; what a desktop hides there does not."""
    files = sorted(path for path in weights.rglob("*") if path.is_file() and not path.name.startswith("."))
    sums = {
        path.relative_to(weights).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name not in ("LICENSE", "manifest.json")
    }
    (weights / "manifest.json").write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
