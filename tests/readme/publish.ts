import { createManifest, packFiles, readProject, readVariable } from "@mortise/publish";

const project = readProject(
  '{ "name": "@acme/desk", "version": "1.2.0", "description": "Tickets", "author": "Ada" }',
  "package.json",
);
const variables = [readVariable("API_TOKEN: from the page Settings", true)];
const server = { tools: [{ name: "find_ticket" }] };

const manifest = createManifest({ project, server, variables });
const archive = packFiles(
  new Map([
    ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))],
    [manifest.server.entry_point, new TextEncoder().encode("…")],
  ]),
);
process.stdout.write(`${manifest.name} ${archive.length > 0}\n`); // acme-desk true
