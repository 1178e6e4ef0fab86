// #region resources

import { createServer, ToolError } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect, ProtocolError } from "mortise";

const notes = new Map([
  ["C-1042", "Prefers e-mail."],
  ["C-2000", "Pays yearly."],
]);

// #region resources
const server = createServer({ name: "notes", version: "1.0.0" })
  .resource(
    "docs://handbook",
    { description: "How we write notes.", mimeType: "text/markdown", cache: { ttl: "5m" } },
    () => "# Handbook\nOne thought per note.",
  )
  .resource("docs://logo", { mimeType: "image/png" }, () => new Uint8Array([137, 80, 78, 71]))
  .resource(
    "customers://{id}/notes",
    {
      description: "The notes about one customer.",
      list: () => [...notes.keys()].map((id) => ({ uri: `customers://${id}/notes`, name: id })),
      complete: { id: (value) => [...notes.keys()].filter((id) => id.startsWith(value)) },
    },
    ({ id }) => {
      const text = notes.get(id);
      if (text === undefined) throw new ToolError(`No customer ${id}`, { code: "not_found" });
      return text;
    },
  );
// #endregion

await using client = await connect(server);
const { contents } = await client.readResource("customers://C-1042/notes");
assert.deepEqual(contents, [
  { uri: "customers://C-1042/notes", mimeType: "text/plain", text: "Prefers e-mail." },
]);
assert.equal((await client.readResource("docs://logo")).contents.length, 1);
assert.deepEqual(
  (await client.listResources()).map(({ uri }) => uri),
  ["docs://handbook", "docs://logo", "customers://C-1042/notes", "customers://C-2000/notes"],
);
assert.deepEqual(
  (await client.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate),
  ["customers://{id}/notes"],
);
const completion = await client.complete(
  { resource: "customers://{id}/notes" },
  { name: "id", value: "C-1" },
);
assert.deepEqual(completion.values, ["C-1042"]);
for (const uri of ["docs://nothing", "customers://C-9/notes"]) {
  await assert.rejects(client.readResource(uri), ProtocolError);
}

// #region traversal
const commits = createServer({ name: "commits", version: "1.0.0" }).resource(
  "git://{repository}/{+revision}",
  { allowTraversal: true },
  ({ repository, revision }) => show(repository, revision),
);
// #endregion

function show(repository: string, revision: string): string {
  return `${revision} of ${repository}`;
}

await using git = await connect(commits);
const shown = await git.readResource("git://app/main:../app.ts");
assert.equal((shown.contents[0] as { text: string }).text, "main:../app.ts of app");
await using safe = await connect(
  createServer({ name: "files", version: "1.0.0" }).resource("file:///{+path}", {}, () => "text"),
);
await assert.rejects(safe.readResource("file:///../../etc/passwd"), ProtocolError);
