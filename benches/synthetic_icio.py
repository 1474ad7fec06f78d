"""A world table of any size in the layout of the OECD's Inter-Country Input-Output tables, made up from a seed.

    python3 benches/synthetic_icio.py OUT.csv [REGIONS [SECTORS]]

81 regions and 50 sectors are the size of the 2025 edition: 4,050 rows and columns. Half of the flows between regions are
zero, as in the published tables; value added takes 35 to 65 % of output; every row and column balances.
"""

import sys

import numpy as np

USERS = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"]


def main(path, regions=81, sectors=50, seed=1):
    random = np.random.default_rng(seed)
    names = ["JPN", "USA", "KOR", "DEU", "CHN", "MEX"] + [f"R{k:02d}" for k in range(regions)]
    names = names[:regions]
    codes = [f"S{k + 1:02d}" for k in range(sectors)]
    nodes = regions * sectors
    size = np.exp(random.normal(0.0, 1.5, regions))
    output = np.repeat(size, sectors) * np.exp(random.normal(12.0, 1.2, nodes))
    region = np.repeat(np.arange(regions), sectors)
    home = region[:, None] == region[None, :]
    # Coefficients: suppliers at home, and a thinner trade with half of the sectors abroad.
    flows = random.random((nodes, nodes), dtype=np.float32) ** 4
    flows *= np.where(home, 1.0, 0.02 * (random.random((nodes, nodes), dtype=np.float32) < 0.5)) * output[:, None]
    inputs = random.uniform(0.33, 0.63, nodes)
    flows *= (inputs * output / flows.sum(axis=0))[None, :]
    # Nothing sells more to other sectors than it makes.
    flows *= np.minimum(1.0, 0.9 * output / flows.sum(axis=1))[:, None]
    flows = np.round(flows, 3)
    final = random.random((nodes, regions * len(USERS))) ** 3
    final *= np.where(region[:, None] == np.repeat(np.arange(regions), len(USERS))[None, :], 1.0, 0.01)
    final *= ((output - flows.sum(axis=1)) / final.sum(axis=1))[:, None]
    final = np.round(final, 3)
    output = np.round(flows.sum(axis=1) + final.sum(axis=1), 3)
    taxes = np.round(0.02 * output, 3)
    added = np.round(output - flows.sum(axis=0) - taxes, 3)
    labels = [f"{r}_{c}" for r in names for c in codes]
    users = [f"{r}_{u}" for r in names for u in USERS]

    def row(label, *parts):
        return label + "," + ",".join("0" if v == 0 else f"{v:.3f}" for part in parts for v in part) + "\n"

    none = np.zeros(len(users))
    with open(path, "w") as file:
        file.write("," + ",".join(labels + users + ["OUT"]) + "\n")
        for i, label in enumerate(labels):
            file.write(row(label, flows[i], final[i], [output[i]]))
        file.write(row("TLS", taxes, none, [taxes.sum()]))
        file.write(row("VA", added, none, [added.sum()]))
        file.write(row("OUT", output, final.sum(axis=0), [0.0]))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
