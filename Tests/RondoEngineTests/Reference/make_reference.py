"""Writes TorchReference.swift, TorchCellReference.swift and TorchPackedReference.swift beside this
file: values and gradients by PyTorch in float64.

    python make_reference.py

Inputs have a closed form, `pattern`, that the tests repeat: multiples of 1/32, exact in float32.
"""

import pathlib

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)


def pattern(seed, *shape):
    """Element i is ((37·i + 11·seed) mod 29 − 14) / 32, row-major."""
    count = torch.Size(shape).numel()
    return torch.tensor([((37 * i + 11 * seed) % 29 - 14) / 32 for i in range(count)]).reshape(shape)


def recurrent(layers, kind=torch.nn.RNN, steps=7, batch=3, size=3, hidden=4):
    """Outputs and last state, and the gradients of Σ pattern(9)·outputs."""
    rnn = kind(size, hidden, layers)
    for seed, parameter in enumerate(rnn.parameters()):
        parameter.data = pattern(seed + 1, *parameter.shape)
    x = pattern(20, steps, batch, size).requires_grad_()
    start = pattern(21, layers, batch, hidden)
    is_lstm = kind is torch.nn.LSTM
    outputs, final = rnn(x, (start, pattern(22, layers, batch, hidden)) if is_lstm else start)
    state = {"final": final[0], "finalCell": final[1]} if is_lstm else {"final": final}
    (outputs * pattern(9, *outputs.shape)).sum().backward()
    gradients = {name: parameter.grad for name, parameter in rnn.named_parameters()}
    return {"outputs": outputs} | state | {"inputs": x.grad} | gradients


def packed(kind, lengths=(3, 5, 1), layers=2, size=2, hidden=3):
    """A bidirectional network over a packed sequence; the gradients of Σ pattern(9)·outputs."""
    rnn = kind(size, hidden, layers, bidirectional=True)
    for seed, parameter in enumerate(rnn.parameters()):
        parameter.data = pattern(seed + 1, *parameter.shape)
    batch = len(lengths)
    x = pattern(20, max(lengths), batch, size).requires_grad_()
    start = pattern(21, 2 * layers, batch, hidden)
    is_lstm = kind is torch.nn.LSTM
    sequence = pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
    outputs, final = rnn(
        sequence, (start, pattern(22, 2 * layers, batch, hidden)) if is_lstm else start)
    outputs, _ = pad_packed_sequence(outputs)
    state = {"final": final[0], "finalCell": final[1]} if is_lstm else {"final": final}
    (outputs * pattern(9, *outputs.shape)).sum().backward()
    gradients = {name: parameter.grad for name, parameter in rnn.named_parameters()}
    return {"outputs": outputs} | state | {"inputs": x.grad} | gradients


def optimizers(steps=5):
    """The path of each optimizer down ½ Σ steepness·(w − target)² from w = pattern(1)."""
    makers = {
        "sgd": lambda w: torch.optim.SGD(w, lr=0.05),
        "momentum": lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9),
        "rmsprop": lambda w: torch.optim.RMSprop(w, lr=0.05),
        "adam": lambda w: torch.optim.Adam(w, lr=0.05),
    }
    paths = {}
    for name, make in makers.items():
        w = pattern(1, 4).requires_grad_()
        optimizer, path = make([w]), []
        for _ in range(steps):
            optimizer.zero_grad()
            (0.5 * torch.tensor([8.0, 4, 1, 0.25]) * (w - pattern(2, 4)) ** 2).sum().backward()
            optimizer.step()
            path.append(w.detach().clone())
        paths[name] = torch.stack(path)
    return paths


def losses():
    """Value first, then the gradient with respect to the first argument."""
    results = {}
    for name, loss in {
        "crossEntropy": lambda x: F.cross_entropy(x, torch.tensor([0, 4, 2, 1])),
        "maskedCrossEntropy": lambda x: F.cross_entropy(x, torch.tensor([0, -100, 2, -100])),
        "largeCrossEntropy": lambda x: F.cross_entropy(3000 * x, torch.tensor([0, 4, 2, 1])),
        "meanSquaredError": lambda x: F.mse_loss(x, pattern(6, 4, 5)),
        "halfSquaredError": lambda x: 0.5 * F.mse_loss(x, pattern(6, 4, 5), reduction="sum"),
    }.items():
        x = pattern(5, 4, 5).requires_grad_()
        value = loss(x)
        value.backward()
        results[name] = torch.cat([value.reshape(1).detach(), x.grad.flatten()])
    return results


def literal(tensor):
    """Numbers with all their digits, in lines of at most 100 characters."""
    lines, line = [], "     "
    for number in tensor.detach().flatten().tolist():
        word = f" {number!r},"
        if len(line + word) > 100:
            lines, line = lines + [line], "     "
        line += word
    return "\n".join(lines + [line])


def table(name, values):
    entries = "\n".join(f'    "{key}": [\n{literal(value)}\n    ],' for key, value in values.items())
    return f"  static let {name}: [String: [Double]] = [\n{entries}\n  ]\n"


def write(enum, tables):
    header = f"// Written by make_reference.py with PyTorch {torch.__version__.split('+')[0]}; not edited."
    text = f"{header}\n\nenum {enum} {{\n" + "\n".join(tables) + "}\n"
    pathlib.Path(__file__).with_name(f"{enum}.swift").write_text(text)


write("TorchReference", [
    table("oneLayer", recurrent(1)), table("twoLayers", recurrent(2)),
    table("optimizers", optimizers()), table("losses", losses()),
])
write("TorchCellReference", [
    table("oneLayerGRU", recurrent(1, torch.nn.GRU)),
    table("twoLayerGRU", recurrent(2, torch.nn.GRU)),
    table("oneLayerLSTM", recurrent(1, torch.nn.LSTM)),
    table("twoLayerLSTM", recurrent(2, torch.nn.LSTM)),
])
write("TorchPackedReference", [
    table("tanh", packed(torch.nn.RNN)), table("gru", packed(torch.nn.GRU)),
    table("lstm", packed(torch.nn.LSTM)),
])
