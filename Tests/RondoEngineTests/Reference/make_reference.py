"""Writes TorchReference.swift, TorchCellReference.swift, TorchPackedReference.swift,
TorchStateReference.swift, TorchDropoutReference.swift and TorchAlgebraReference.swift beside this
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


def states(kind, lengths=(3, 5, 1), layers=2, size=2, hidden=3):
    """The same network over the same sequence; the gradients of Σ pattern(9)·(h_n, c_n), into h_0
    and c_0 too."""
    rnn = kind(size, hidden, layers, bidirectional=True)
    for seed, parameter in enumerate(rnn.parameters()):
        parameter.data = pattern(seed + 1, *parameter.shape)
    batch = len(lengths)
    x = pattern(20, max(lengths), batch, size).requires_grad_()
    count = 2 if kind is torch.nn.LSTM else 1
    start = [pattern(21 + k, 2 * layers, batch, hidden).requires_grad_() for k in range(count)]
    sequence = pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
    _, final = rnn(sequence, tuple(start) if count == 2 else start[0])
    final = torch.cat(final if count == 2 else [final])
    (final * pattern(9, *final.shape)).sum().backward()
    gradients = {name: parameter.grad for name, parameter in rnn.named_parameters()}
    return {"start": torch.cat([state.grad for state in start]), "inputs": x.grad} | gradients


def optimizers(steps=5):
    """The path of each optimizer down ½ Σ steepness·(w − target)² from w = pattern(1)."""
    makers = {
        "sgd": lambda w: torch.optim.SGD(w, lr=0.05),
        "momentum": lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9),
        "rmsprop": lambda w: torch.optim.RMSprop(w, lr=0.05),
        "adam": lambda w: torch.optim.Adam(w, lr=0.05),
        "adagrad": lambda w: torch.optim.Adagrad(w, lr=0.05),
        "adamw": lambda w: torch.optim.AdamW(w, lr=0.05, weight_decay=0.3),
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
        "smoothedCrossEntropy": lambda x: F.cross_entropy(
            x, torch.tensor([0, 4, -100, 1]), label_smoothing=0.2
        ),
        "sigmoidCrossEntropy": lambda x: F.binary_cross_entropy_with_logits(
            x, (pattern(6, 4, 5) > 0).double(), reduction="sum"
        ) / 4,
        "weightedSigmoidCrossEntropy": lambda x: F.binary_cross_entropy_with_logits(
            40 * x, (pattern(6, 4, 5) > 0).double(), reduction="sum",
            pos_weight=torch.tensor([2, 1, 0.5, 0, 3]),
        ) / 4,
        "meanSquaredError": lambda x: F.mse_loss(x, pattern(6, 4, 5)),
        "halfSquaredError": lambda x: 0.5 * F.mse_loss(x, pattern(6, 4, 5), reduction="sum"),
    }.items():
        x = pattern(5, 4, 5).requires_grad_()
        value = loss(x)
        value.backward()
        results[name] = torch.cat([value.reshape(1).detach(), x.grad.flatten()])
    return results


def algebra():
    """Value first, then the gradients of Σ pattern(9)·value with respect to the arguments, which are
    pattern(1), pattern(2), …: sequences [T, B, C], which PyTorch wants as [B, C, T]."""

    def sequence(operation):
        return lambda x, *rest: operation(x.permute(1, 2, 0), *rest).permute(2, 0, 1)

    mask = torch.tensor([1, 0, 1, 1, 0]).bool()
    cases = {
        "layerNormalization": (
            lambda x, w, b: F.layer_norm(x, (5,), w, b), [(3, 4, 5), (5,), (5,)]),
        "convolution": (
            sequence(lambda x, w, b: F.conv1d(x, w, b)), [(7, 2, 3), (4, 3, 3), (4,)]),
        "stridedConvolution": (
            sequence(lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1)),
            [(7, 2, 3), (4, 3, 3), (4,)]),
        "dilatedConvolution": (
            sequence(lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=2, dilation=2)),
            [(8, 2, 3), (4, 3, 3), (4,)]),
        "maxPooling": (
            sequence(lambda x: F.max_pool1d(x, 3, stride=2, padding=1)), [(7, 2, 3)]),
        "averagePooling": (
            sequence(lambda x: F.avg_pool1d(x, 3, stride=2, padding=1)), [(7, 2, 3)]),
        "logSoftmax": (lambda x: F.log_softmax(20 * x, -1), [(4, 5)]),
        "maskedSoftmax": (
            lambda x: torch.softmax(x.masked_fill(~mask, -torch.inf), -1), [(4, 5)]),
        "batchedProduct": (lambda a, b: a.transpose(-1, -2) @ b, [(2, 1, 4, 3), (3, 4, 5)]),
        "attention": (
            lambda q, k, v: torch.softmax(q @ k.transpose(-1, -2), -1) @ v,
            [(2, 3, 4), (2, 5, 4), (2, 5, 3)]),
        "broadcast": (lambda a, b: a / (b + 2) - a * b, [(2, 1, 3), (4, 1)]),
        "maximum": (lambda a, b: torch.maximum(a, b + 0.001).abs(), [(2, 4, 3), (4, 1)]),
        "largest": (lambda x: x.max(1, keepdim=True).values, [(3, 4, 5)]),
    }
    results = {}
    for name, (operation, shapes) in cases.items():
        inputs = [pattern(k + 1, *shape).requires_grad_() for k, shape in enumerate(shapes)]
        value = operation(*inputs)
        (value * pattern(9, *value.shape)).sum().backward()
        parts = [value.detach()] + [x.grad for x in inputs]
        results[name] = torch.cat([part.flatten() for part in parts])
    return results


def philox(counter, key):
    """Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011): four words from a counter of four."""
    word = 0xFFFFFFFF
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [
            second >> 32 ^ counter[1] ^ key[0], second & word,
            first >> 32 ^ counter[3] ^ key[1], first & word,
        ]
        key = [key[0] + 0x9E3779B9 & word, key[1] + 0xBB67AE85 & word]
    return counter


def mask(rate, place, *shape, step=7, seed=5):
    """What dropout multiplies by: one row of the last axis for each time and sequence."""
    word, whole = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
    mixed = seed + 4 * 0x9E3779B97F4A7C15 & whole  # purpose 4: dropout
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & whole
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & whole
    mixed ^= mixed >> 31
    index, threshold = step << 24 | place, round((1 - rate) * 65536)
    (times, batch, columns), numbers = (1,) * (3 - len(shape)) + shape, []
    for time in range(times):
        for sequence in range(batch):
            for column in range(columns):
                block = (sequence << 42 | time << 21) + column // 128 * 16 + column % 16
                part = column % 128 // 16
                words = philox(
                    [block & word, block >> 32, index & word, index >> 32],
                    [mixed & word, mixed >> 32],
                )
                bits = words[part // 2] >> 16 * (part % 2) & 0xFFFF
                numbers.append(65536 / threshold if bits < threshold else 0)
    return torch.tensor(numbers).reshape(shape)


def regularized(kind, variational, layers=2, steps=7, batch=3, size=3, hidden=4):
    """A network of ids with everything dropped that can be: the gradients of
    Σ pattern(9)·dropped + 0.7·mean dropped² + 0.3·mean (h' − h)²."""
    step = {"RNN": torch.rnn_tanh_cell, "GRU": torch.gru_cell, "LSTM": torch.lstm_cell}[kind]
    rnn = getattr(torch.nn, kind)(size, hidden, layers)
    for seed, parameter in enumerate(rnn.parameters()):
        parameter.data = pattern(seed + 1, *parameter.shape)
    ids = [(5 * i) % (size + 1) for i in range(steps * batch)]  # the last id is unknown
    x = F.one_hot(torch.tensor(ids), size + 1)[:, :size].double().reshape(steps, batch, size)

    def outputs_mask(layer):
        shape = (batch, hidden) if variational else (steps, batch, hidden)
        return mask(0.4, 2 * layer + 1, *shape)

    for k in range(layers):
        w_ih, w_hh, b_ih, b_hh = rnn.all_weights[k]
        # A matrix is a batch of rows.
        w_hh = w_hh * mask(0.3, 2 * k + 2, *w_hh.shape)
        if k == 0:
            w_ih = w_ih * mask(0.25, 0, size)
        h, outputs = pattern(21, layers, batch, hidden)[k], []
        c = pattern(22, layers, batch, hidden)[k]
        for t in range(steps):
            if kind == "LSTM":
                h, c = step(x[t], (h, c), w_ih, w_hh, b_ih, b_hh)
            else:
                h = step(x[t], h, w_ih, w_hh, b_ih, b_hh)
            outputs.append(h)
        raw = torch.stack(outputs)
        x = raw * outputs_mask(k)
    loss = (x * pattern(9, *x.shape)).sum() + 0.7 * x.pow(2).mean()
    loss = loss + 0.3 * (raw[1:] - raw[:-1]).pow(2).mean()
    loss.backward()
    gradients = {name: parameter.grad for name, parameter in rnn.named_parameters()}
    return {"loss": loss, "dropped": x} | gradients


def literal(tensor):
    """Numbers with all their digits, in lines of at most 100 characters."""
    lines, line = [], "     "
    numbers = tensor.detach().flatten().tolist()
    if len(numbers) == 1:
        return f"      {numbers[0]!r}"
    for number in numbers:
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
write("TorchStateReference", [
    table("gru", states(torch.nn.GRU)), table("lstm", states(torch.nn.LSTM)),
])
write("TorchDropoutReference", [
    table("tanh", regularized("RNN", False)), table("gru", regularized("GRU", True)),
    table("lstm", regularized("LSTM", False)), table("variationalLSTM", regularized("LSTM", True)),
])
write("TorchAlgebraReference", [table("operations", algebra())])
