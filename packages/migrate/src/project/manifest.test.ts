import { expect, test } from "vitest";
import { convertCompilerOptions } from "./compiler-options.ts";
import { convertManifest } from "./manifest.ts";

const MANIFEST = `{
    "name": "a",
    "dependencies": {
        "zod": "^3.25.0",
        "@modelcontextprotocol/sdk": "^1.30.0",
        "express": "^5.0.0"
    }
}
`;
const NEEDS = { keepsSdk: false, needsZod: true, mortise: "^0.1.0" };

test("Mortise takes the place of the SDK, and zod is new enough", () => {
  const converted = convertManifest(MANIFEST, NEEDS);
  expect(converted).toBe(`{
    "name": "a",
    "dependencies": {
        "express": "^5.0.0",
        "mortise": "^0.1.0",
        "zod": "^4.2.0"
    }
}
`);
  expect(convertManifest(converted, NEEDS)).toBe(converted);
});

test("an SDK that is still used stays, and so does a zod that Mortise is not given", () => {
  const converted = JSON.parse(
    convertManifest(MANIFEST, { ...NEEDS, keepsSdk: true, needsZod: false }),
  );
  expect(converted.dependencies).toEqual({
    "@modelcontextprotocol/sdk": "^1.30.0",
    express: "^5.0.0",
    mortise: "^0.1.0",
    zod: "^3.25.0",
  });
});

test("schemas bring zod into a project that had it by the SDK alone", () => {
  const converted = JSON.parse(convertManifest('{ "name": "a" }', NEEDS));
  expect(converted.dependencies).toEqual({ mortise: "^0.1.0", zod: "^4.2.0" });
});

test.each([
  [
    '{ "module": "ESNext", "moduleResolution": "node" }',
    '{ "module": "ESNext", "moduleResolution": "bundler" }',
  ],
  [
    '{ "module": "es2022", /* x */ "moduleResolution": "Node10" }',
    '{ "module": "es2022", /* x */ "moduleResolution": "bundler" }',
  ],
  [
    '{ "module": "commonjs", "moduleResolution": "node" }',
    '{ "module": "commonjs", "moduleResolution": "node" }',
  ],
  ['{ "module": "nodenext" }', '{ "module": "nodenext" }'],
])("compiler options: %s", (before, after) => {
  expect(convertCompilerOptions(before)).toBe(after);
});
