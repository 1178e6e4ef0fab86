import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Lowest first. A package may depend only on packages of a lower layer. */
const LAYERS: readonly (readonly string[])[] = [
  ["@mortise/protocol"],
  ["@mortise/server", "@mortise/client", "@mortise/store", "@mortise/telemetry"],
  ["@mortise/node", "@mortise/agent", "@mortise/testing"],
  ["mortise"],
  ["@mortise/connector-jira", "@mortise/connector-slack"],
];

/** Portable packages may use the web's interfaces, never Node's. */
const PORTABLE = ["protocol", "server", "client", "agent"];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const layerOf = (name: string): number => LAYERS.findIndex((layer) => layer.includes(name));

for (const path of globSync("{packages,connectors}/*/package.json")) {
  const { name, dependencies = {} }: Manifest = JSON.parse(readFileSync(path, "utf8"));

  test(`${name} depends only on lower layers`, () => {
    expect(layerOf(name), `${name} has no layer`).toBeGreaterThanOrEqual(0);
    for (const sibling of Object.keys(dependencies).filter((other) => layerOf(other) >= 0)) {
      expect(layerOf(sibling), `${name} -> ${sibling}`).toBeLessThan(layerOf(name));
    }
  });
}

test("portable packages compile without Node's types", () => {
  for (const name of PORTABLE) {
    const config = JSON.parse(readFileSync(`packages/${name}/tsconfig.json`, "utf8"));
    expect(config.compilerOptions.types ?? [], name).toEqual([]);
  }
});

test("no folder is a drawer for leftovers", () => {
  const drawers = globSync("{packages,connectors,examples}/**/{utils,helpers,common,shared,misc}", {
    exclude: (path) => /node_modules|\.tsc|\.pack/.test(String(path)),
  });
  expect(drawers).toEqual([]);
});

test("connectors and examples use the public face alone", () => {
  const sources = globSync("{connectors,examples}/**/*.ts", {
    exclude: (path) => /node_modules|\.tsc|\.pack/.test(String(path)),
  });
  for (const source of sources) {
    const text = readFileSync(source, "utf8");
    expect(text, source).not.toMatch(
      /from "@mortise\/(protocol|server|client|store|telemetry|node|agent|testing)"/,
    );
  }
});
