import { readFileSync } from "node:fs";
import { convertServer } from "@mortise/migrate";
import { expect, test } from "vitest";

const SDK = "node_modules/@modelcontextprotocol/sdk/dist/esm/types.d.ts";

test("every type of the SDK that is taken from Mortise is one that Mortise exports", () => {
  const names = [...readFileSync(SDK, "utf8").matchAll(/export (?:type|interface) (\w+)/g)].map(
    ([, name = ""]) => name,
  );
  const uses = names.map((name, at) => `let v${at}: ${name};`).join("\n");
  const text = `import type { ${names.join(", ")} } from "@modelcontextprotocol/sdk/types.js";\n${uses}\n`;
  const { changed } = convertServer({
    files: new Map([["types.ts", text]]),
    resolve: () => undefined,
  });
  const [, list = ""] =
    /import type \{ (.*) \} from "mortise"/.exec(changed.get("types.ts") ?? "") ?? [];
  const taken = list.split(", ");
  expect(taken.length).toBeGreaterThan(25);
  const api = ["protocol", "server"]
    .map((name) => readFileSync(`packages/${name}/api/index.d.ts`, "utf8"))
    .join("\n");
  for (const name of taken) {
    expect(api, name).toMatch(new RegExp(`export (?:interface|type|declare class) ${name}\\b`));
  }
});
