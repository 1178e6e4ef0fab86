import type { JsonObject, Resource, Tool } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Listing, SeenPage } from "./listing.ts";
import { review } from "./review.ts";

const MEDIA_TYPE = "text/html;profile=mcp-app";
const URI = "ui://desk/chart";

const tool = (meta: unknown): Tool => ({
  name: "count_orders",
  title: "Count orders",
  description: "Count the orders of one month, with a chart beside the number.",
  inputSchema: { type: "object", properties: {} },
  outputSchema: { type: "object", properties: { total: { type: "integer" } } },
  annotations: { readOnlyHint: true },
  _meta: meta as JsonObject,
});
const page = (changes: Partial<Resource> = {}): Resource => ({
  uri: URI,
  name: "chart",
  mimeType: MEDIA_TYPE,
  ...changes,
});

function find(listing: Partial<Listing>): string[] {
  const { findings } = review({
    name: "desk",
    tools: [tool({ ui: { resourceUri: URI } })],
    resources: [page()],
    ...listing,
  });
  return findings.map(({ rule, severity, pointer, subject }) => {
    const name = subject.kind === "server" ? "" : subject.name;
    return `${severity} ${rule} ${name} ${pointer}`;
  });
}

test("a view with its resource has no finding, under either name of the member", () => {
  expect(find({})).toEqual([]);
  expect(find({ tools: [tool({ "ui/resourceUri": URI })] })).toEqual([]);
  expect(find({ tools: [tool({ ui: { visibility: ["app"] } })] })).toEqual([]);
});

test.each<[string, Partial<Listing>, string]>([
  [
    "a view that is not listed",
    { resources: [] },
    "warning view-missing count_orders /_meta/ui/resourceUri",
  ],
  [
    "a view that is not listed, under the early name",
    { resources: [], tools: [tool({ "ui/resourceUri": URI })] },
    "warning view-missing count_orders /_meta/ui~1resourceUri",
  ],
  [
    "a view of the web",
    { tools: [tool({ ui: { resourceUri: "https://desk.example/chart" } })] },
    "error view-scheme count_orders /_meta/ui/resourceUri",
  ],
  [
    "a view that is no text",
    { tools: [tool({ ui: { resourceUri: 5 } })] },
    "error view-scheme count_orders /_meta/ui/resourceUri",
  ],
  [
    "a page of another type",
    { resources: [page({ mimeType: "text/html" })] },
    `error view-type ${URI} /mimeType`,
  ],
  [
    "a declaration that is no origin",
    { resources: [page({ _meta: { ui: { csp: { connectDomains: ["api.example.com/x"] } } } })] },
    `warning view-origin ${URI} /_meta/ui/csp/connectDomains`,
  ],
])("%s is found", (_, listing, finding) => {
  expect(find(listing)).toEqual([finding]);
});

test("resources that were not listed, and templates, leave a view unjudged", () => {
  const tools = [tool({ ui: { resourceUri: URI } })];
  expect(review({ tools }).findings.filter(({ rule }) => rule === "view-missing")).toEqual([]);
  const templates = [{ uriTemplate: "ui://desk/{name}", name: "pages", description: "The pages." }];
  expect(find({ resources: [], templates }).filter((each) => each.includes("view-"))).toEqual([]);
});

const HTML =
  '<img src="https://a.example.com/x.png"><script>fetch("https://api.example.com/")</script>';
const csp = (domains: object): JsonObject => ({ ui: { csp: domains } }) as JsonObject;

test("each origin that a page uses and does not declare is found, with the member it belongs to", () => {
  const pages: readonly SeenPage[] = [{ uri: URI, html: HTML }];
  const { findings } = review({ tools: [], resources: [page()], pages });
  expect(findings.map(({ message, fix }) => `${message} ${fix}`)).toEqual([
    "The page uses https://a.example.com, which hosts block. Add it to resourceDomains of _meta.ui.csp, or put the file into the page.",
    "The page uses https://api.example.com, which hosts block. Add it to connectDomains of _meta.ui.csp, or put the file into the page.",
  ]);
});

test("the settings of the content hold before those of the list", () => {
  const declared = csp({
    connectDomains: ["https://api.example.com/"],
    resourceDomains: ["https://*.example.com"],
  });
  const resources = [page({ _meta: declared })];
  expect(find({ resources, pages: [{ uri: URI, html: HTML }] })).toEqual([]);
  expect(find({ resources, pages: [{ uri: URI, html: HTML, meta: csp({}) }] })).toHaveLength(2);
  expect(find({ pages: [{ uri: URI, html: HTML, meta: declared }] })).toEqual([]);
});

test("a server with views whose pages were not read says so", () => {
  const { unseen } = review({ tools: [], resources: [page()] });
  expect(unseen).toContain("view-origin does not see the pages of the views.");
  const seen = review({ tools: [], resources: [page()], pages: [] });
  expect(seen.unseen).not.toContain("view-origin does not see the pages of the views.");
});
