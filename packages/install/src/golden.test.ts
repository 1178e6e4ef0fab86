import { describe, expect, test } from "vitest";
import { CLIENTS, findClient } from "./client/clients.ts";
import type { InstallClient } from "./client/install-client.ts";
import type { ServerEntry } from "./entry.ts";
import { planInstall, planRemoval, readServers } from "./plan.ts";

const ENTRY: ServerEntry = {
  kind: "process",
  command: "/opt/node/bin/node",
  args: ["/srv/my desk/billing.ts", 'a "quoted" \\ word'],
  env: { API_KEY: "s3cr€t 😀", URL: "https://example.com/?a=1&b=2" },
  references: [],
};

/** The files of the corpus, each with what the client's own format makes of the words. */
const JSON_FILES = (holder: string): Readonly<Record<string, string>> => ({
  empty: "",
  "white space": "  \n",
  "a comment alone": "// none yet\n",
  "an empty object": "{}",
  "an empty object in lines": "{\n}\n",
  "other settings": '{\n  "theme": "dark",\n  "list": [1, 2]\n}\n',
  "an empty holder": `{"${holder}": {}}\n`,
  "a holder with a comment": `{\n  "${holder}": {\n    // none yet\n  }\n}\n`,
  "another server": `{\n  "${holder}": {\n    "other": { "command": "x", "args": [] }\n  }\n}\n`,
  "comments everywhere": `// head\n{\n  /* a */ "${holder}": { // b\n    "other": {\n      "command": "x" // c\n    } // d\n    // e\n  }, // f\n  "z": 1 // g\n}\n// tail\n`,
  "trailing commas": `{\n  "${holder}": {\n    "other": {"command": "x",},\n  },\n}\n`,
  "Windows line ends": `{\r\n\t"a": 1,\r\n\t"${holder}": {\r\n\t\t"other": {"command": "x"}\r\n\t}\r\n}\r\n`,
  "one line": `{"a":1,"${holder}":{"other":{"command":"x"}},"b":2}`,
  "one line with a comma": `{ "${holder}": { "other": {"command":"x"}, }, }`,
  "four spaces, odd order": `{\n    "z": 1,\n\n    "${holder}":\n    {\n        "other" : {"command": "x"}\n    },\n    "a": [ 1,2 ,3 ]\n}`,
  "no line end at the end": `{\n  "${holder}": {\n    "other": {"command": "x"}\n  }\n}`,
});

const TOML_FILES: Readonly<Record<string, string>> = {
  empty: "",
  "other settings": 'model = "x" # which\n\n[history]\npersistence = "none"\n',
  "another server": '[mcp_servers.other]\ncommand = "x"\nargs = []\n',
  "a dotted server": 'mcp_servers.other.command = "x"\n',
  "a server with tables":
    '[mcp_servers.other]\ncommand = "x"\n\n[mcp_servers.other.env]\nA = "b"\n\n[z]\nat = 2026-01-01\n# tail\n',
  "Windows line ends": '# head\r\n[mcp_servers.other]\r\ncommand = "x"\r\n',
  "an inline server": '[mcp_servers]\nother = { command = "x" }\n',
  "no line end at the end": "a = 1",
};

const YAML_FILES: Readonly<Record<string, string>> = {
  empty: "",
  "other settings": "GOOSE_PROVIDER: openai # which\nlist:\n- 1\n- 2\n",
  "another server": "extensions:\n  developer:\n    enabled: true\n    type: builtin\n",
  "settings behind":
    "extensions:\n  developer: # mine\n    enabled: true\n    type: builtin # in it\n\n# about z\nz: 1\n",
  "four spaces":
    "extensions:\n    developer:\n        args:\n            - a\n            - 'b'\nz: 1\n",
  "a key without a value": "a: 1\nextensions:\nz: 2\n",
  "a block of text":
    "extensions:\n  developer:\n    description: |\n      two\n      lines\nz: 1\n",
  "Windows line ends": "extensions:\r\n  developer:\r\n    enabled: true\r\nz: 1\r\n",
  "no line end at the end": "extensions:\n  developer:\n    enabled: true",
};

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  json: [
    '{"a": 1',
    '{"a": 1}{"b": 2}',
    '{"a": "C:\\Users\\x"}',
    "[]",
    "nonsense",
    '{"HOLDER": []}',
    '{"HOLDER": {}, "HOLDER": {}}',
  ],
  toml: ["a = ", "[a]\nb = 1\n[a]\nc = 2\n", "mcp_servers = 1\n", "mcp_servers = { other = {} }\n"],
  yaml: [
    "a: [1",
    "a: 1\n---\nb: 2\n",
    "- 1\n",
    "extensions: 5\n",
    "extensions: {a: {}}\n",
    "a: 1\na: 2\n",
  ],
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (file: Uint8Array | undefined): string | undefined =>
  file && new TextDecoder("utf-8", { ignoreBOM: true }).decode(file);

function filesOf({ format, key }: InstallClient): Readonly<Record<string, string>> {
  if (format === "json") return JSON_FILES(key[0] ?? "");
  return format === "toml" ? TOML_FILES : YAML_FILES;
}

/** Files of which a removal does not give back every byte: an empty holder is left, or a line end. */
const INEXACT = [
  "white space",
  "a comment alone",
  "an empty object in lines",
  "no line end at the end",
];

describe.each(CLIENTS.map((client) => [client.id, client] as const))("%s", (_id, client) => {
  const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;

  test.each(Object.entries(filesOf(client)))(
    "%s: install, again, remove (assistant-ui/assistant-ui#7251, assistant-ui/assistant-ui#7255, vshulcz/deja-vu#1428, openai/codex#45432)",
    (name, content) => {
      const before = bytes(content);
      const { after, madeHolder } = planInstall(before, request);
      expect(isKept(content.trimEnd(), text(after) ?? "")).toBe(true);
      expect(readServers(after, client).get("desk")?.entry).toMatchObject({
        ...ENTRY,
      });
      expect([...readServers(after, client).keys()].filter((each) => each !== "desk")).toEqual([
        ...readServers(before, client).keys(),
      ]);
      const again = planInstall(after, request);
      expect(again.after).toBe(after);
      const removed = planRemoval(after, { client, name: "desk", emptiesHolder: madeHolder });
      if (INEXACT.includes(name))
        expect(readServers(removed.after, client).has("desk")).toBe(false);
      else
        expect(text(removed.after)).toBe(
          content === "" && client.format === "json" ? "{}\n" : content,
        );
      if (content.includes("\r\n")) expect(text(after)).not.toMatch(/(?<!\r)\n/);
    },
  );

  test("keeps or takes out a byte-order mark, and says so (homeassistant-ai/ha-mcp#281)", () => {
    const { after, notes } = planInstall(bytes("\ufeff"), request);
    expect(text(after)?.startsWith("\ufeff")).toBe(client.refusesMark !== true);
    expect(notes).toHaveLength(client.refusesMark === true ? 1 : 0);
  });

  test.each(BROKEN[client.format] ?? [])("refuses %j", (content) => {
    const file = content.replaceAll("HOLDER", client.key[0] ?? "");
    expect(() => planInstall(bytes(file), request)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  });

  test("writes another entry of the name only when asked, where it stands, and keeps what was added", () => {
    const first = planInstall(bytes(""), request).after;
    const entry: ServerEntry = { ...ENTRY, args: ["/srv/other.ts"] };
    expect(() => planInstall(first, { ...request, entry })).toThrow('another server "desk"');
    const { after } = planInstall(first, { ...request, entry, replaces: true });
    expect(readServers(after, client).get("desk")?.entry).toMatchObject({
      args: ["/srv/other.ts"],
    });
    expect(text(after)).not.toContain("billing");
  });
});

/** Whether each character of a file is in the new one, in order. */
function isKept(before: string, after: string): boolean {
  let at = -1;
  return [...before].every((character) => {
    at = after.indexOf(character, at + 1);
    return at !== -1;
  });
}

test("members that the user added to an entry stay", () => {
  const client = findClient("cursor");
  const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;
  const file = text(planInstall(bytes(""), request).after)?.replace(
    '"command"',
    '"disabled": true,\n      "command"',
  );
  expect(planInstall(bytes(file ?? ""), request).after).toBeDefined();
  const other = { ...request, entry: { ...ENTRY, args: [] }, replaces: true };
  expect(text(planInstall(bytes(file ?? ""), other).after)).toContain('"disabled": true');
});

test("the newer place of OpenCode is written where the file has it", () => {
  const client = findClient("opencode");
  const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;
  const { after } = planInstall(bytes('{"mcp": {"servers": {}}}'), request);
  const { mcp } = JSON.parse(text(after) ?? "");
  expect(mcp.servers.desk).not.toHaveProperty("enabled");
});

test("a file that is a bare map of servers is refused, for a holder would hide them", () => {
  const client = findClient("github-copilot-cli");
  const request = { client, name: "desk", entry: ENTRY, scope: "project" } as const;
  expect(() => planInstall(bytes('{"other": {"command": "x"}}'), request)).toThrow(
    "is a map of servers without mcpServers",
  );
});

test("a file in another encoding is refused", () => {
  const client = findClient("cursor");
  const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;
  expect(() => planInstall(new Uint8Array([0xff, 0xfe, 0x7b, 0]), request)).toThrow("is not UTF-8");
});

test("the text to put in by hand has no value of a variable", () => {
  const client = findClient("goose");
  const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;
  const refused = (): unknown => planInstall(bytes("extensions: {a: {}}\n"), request);
  expect(refused).toThrow(/put this in by hand:\nextensions:\n {2}desk:/);
  expect(refused).not.toThrow("s3cr€t");
});

test.each([
  '[mcp_servers.desk]\ncommand = "old" # mine\n\n[mcp_servers.desk.env]\nA = "b"\n\n[z]\nkept = 1\n',
  'mcp_servers.desk.command = "old"\nmcp_servers.desk.args = []\nmcp_servers.other.command = "x"\n[z]\nkept = 1\n',
  '[mcp_servers]\ndesk = { command = "old" }\nother = { command = "x" }\n\n[z]\nkept = 1\n',
  '[mcp_servers."desk"]\r\ncommand = "old"\r\n[z]\r\nkept = 1\r\n',
])(
  "an entry of Codex is one table after a change, whichever way it was spelt: %j (multica-ai/multica#1288, vectorize-io/hindsight#4302)",
  (file) => {
    const client = findClient("codex");
    const request = { client, name: "desk", entry: ENTRY, scope: "user", replaces: true } as const;
    const { after } = planInstall(bytes(file), request);
    expect(readServers(after, client).get("desk")?.entry).toMatchObject(ENTRY);
    expect(text(after)).not.toContain("old");
    expect(text(after)).toContain("kept = 1");
    const removed = planRemoval(after, { client, name: "desk" });
    expect(readServers(removed.after, client).has("desk")).toBe(false);
  },
);

test("an entry that goes takes its comma along, and leaves the comments beside it", () => {
  const client = findClient("cursor");
  const file =
    '{\n  "mcpServers": {\n    "a": {"command": "x"}, // first\n    "desk": {"command": "y"} // last\n  }\n}\n';
  const { after } = planRemoval(bytes(file), { client, name: "desk" });
  expect(text(after)).toBe(
    '{\n  "mcpServers": {\n    "a": {"command": "x"} // first // last\n  }\n}\n',
  );
});

test("two clients that read one file of a project share an entry, and neither takes it from the other", () => {
  const both = ["claude-code", "github-copilot-cli"].map(findClient);
  const install = (file: Uint8Array | undefined): Uint8Array | undefined =>
    both.reduce<Uint8Array | undefined>((now, client) => {
      const request = { client, name: "desk", entry: ENTRY, scope: "project" } as const;
      return planInstall(now, { ...request, replaces: true }).after;
    }, file);
  const once = install(undefined);
  expect(JSON.parse(text(once) ?? "").mcpServers.desk.type).toBe("stdio");
  expect(install(once)).toBe(once);
});
