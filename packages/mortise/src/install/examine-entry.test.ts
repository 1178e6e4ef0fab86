import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { examineEntry } from "./examine-entry.ts";

/** The folder in which the client starts servers; of a name that shells read otherwise (anthropics/claude-code#19518). */
const folder = mkdtempSync(join(tmpdir(), "mortise a b~c-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NPX = "the cache of npx is damaged, or another start changes it; npm install the package";
const LACKS = "the server lacks a module; run npm install in its folder";
const TLS = "a proxy signs TLS by itself; give its certificate as env NODE_EXTRA_CA_CERTS";

/** Starts a process that says a text on stderr and ends, as a server that fails does. */
async function examine(stderr: string): Promise<readonly string[]> {
  const code = `console.error(${JSON.stringify(stderr)}); process.exitCode = 1;`;
  const entry = {
    kind: "process",
    command: process.execPath,
    args: ["-e", code],
    env: {},
    references: [],
  } as const;
  const { status, findings } = await examineEntry(entry, { folder });
  expect(status).toBe("wrong");
  return findings;
}

test.each([
  [
    "Error: Cannot find module '/home/ada/.npm/_npx/1b2c/node_modules/zod/index.cjs'\n  code: 'MODULE_NOT_FOUND'",
    NPX,
  ],
  [
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'zod' imported from C:\\Users\\Ada\\AppData\\Local\\npm-cache\\_npx\\1b\\node_modules\\desk\\index.js",
    NPX,
  ],
  [
    "npm warn cleanup   [Error: EPERM: operation not permitted, rmdir 'C:\\Users\\Ada\\AppData\\Local\\npm-cache\\_npx\\1b\\node_modules\\keytar']",
    NPX,
  ],
  [
    "npm error code ENOTEMPTY\nnpm error path /home/ada/.npm/_npx/1b/node_modules/zod\nnpm error dest /home/ada/.npm/_npx/1b/node_modules/.zod-Xy",
    NPX,
  ],
  ["Error: Cannot find module '/srv/desk/zod.js'\n  code: 'MODULE_NOT_FOUND'", LACKS],
])(
  "a start that fails with %j is explained (michelbr84/GarraRUST#1346, vercel/next-devtools-mcp#97, microsoft/azure-devops-mcp#348)",
  async (stderr, cause) => {
    expect(await examine(stderr)).toContainEqual(expect.stringContaining(cause));
  },
);

test.each([
  "code: 'SELF_SIGNED_CERT_IN_CHAIN'",
  "FetchError: request to https://a.example failed, reason: unable to get local issuer certificate",
  "Error: unable to verify the first certificate",
])(
  "a certificate that Node does not know is named, and never switched off: %s (ihor-sokoliuk/mcp-searxng#138)",
  async (stderr) => {
    const findings = await examine(stderr);
    expect(findings).toContain(TLS);
    expect(findings.join("\n")).not.toContain("REJECT_UNAUTHORIZED");
  },
);
