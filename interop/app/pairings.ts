import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import type { Pairing } from "../pairing.ts";
import { AppPage } from "./app-page.ts";
import type { AppServer } from "./app-servers.ts";
import { APP_SERVERS, appServers } from "./app-servers.ts";

/** The official servers of MCP Apps in the page of our inspector, in a real browser. */
export function appPairings(folder: string): readonly Pairing[] {
  return APP_SERVERS.map((server) => ({
    name: `our inspector with the view of server-${server.name}`,
    isShort: server.isShort ?? false,
    packages: appServers,
    run: () => show(server, folder),
  }));
}

async function show(server: AppServer, folder: string): Promise<string> {
  const { name, tool, shows, needs } = server;
  const { commandLine = [], input } = server.prepare?.(folder) ?? {};
  const program = appServers.path(`@modelcontextprotocol/server-${name}/dist/index.js`);
  await using opened = await AppPage.open([process.execPath, program, "--stdio", ...commandLine]);
  const { page, hosts } = opened;
  const verdict = await opened.call(tool, input);
  const view = await opened.openView();
  await view.locator(shows).first().waitFor();
  await assertSandboxed(view);
  const done = ["drawn in its sandbox"];
  if (needs === undefined) {
    equal(verdict, "ok");
    await page.locator('[data-status="ready"]').waitFor();
    if (server.asks !== undefined) done.push(await answer(opened, view, server.asks, tool));
    deepEqual([...hosts], []);
  } else {
    done.push(`it needs ${needs}, which is not reached here`);
  }
  const pictures = process.env["PICTURES"];
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  return done.join(", ");
}

/** A view has an origin that equals no other, and reads nothing of the page. */
async function assertSandboxed(view: Frame): Promise<void> {
  equal(await view.evaluate("origin"), "null");
  const read =
    "(() => { try { return top.document.title; } catch (error) { return error.name; } })()";
  equal(await view.evaluate(read), "SecurityError");
}

/** Lets one request of the view pass, which until then is not on the wire. */
async function answer(
  opened: AppPage,
  view: Frame,
  { tool, button, isRepeated = false }: NonNullable<AppServer["asks"]>,
  called: string,
): Promise<string> {
  const { page } = opened;
  if (button !== undefined) await view.getByRole("button", { name: button }).click();
  const card = page.getByLabel(`Request of the view: ${tool}`);
  await card.waitFor();
  const rows = await opened.rowsOf(tool);
  const own = tool === called ? 1 : 0;
  equal(await rows.count(), own, "the request was sent before it was approved");
  const before = await view.locator("body").innerText();
  const choice = isRepeated ? "Always for this view" : "Allow once";
  await card.getByRole("button", { name: choice }).click();
  const link = page.getByRole("link", { name: /in the wire log/ }).first();
  await link.waitFor();
  ok((await rows.count()) > own, "the approved request is not in the wire log");
  await link.click();
  const frames = page.getByRole("article", { name: "Request and answer" });
  await frames.getByText(tool).first().waitFor();
  await frames.getByText('"result"').first().waitFor();
  await view.waitForFunction(`document.body.innerText !== ${JSON.stringify(before)}`);
  return `${tool} answered once it was approved`;
}
