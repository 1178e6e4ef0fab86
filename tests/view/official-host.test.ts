import { describe, expect, test } from "vitest";
import { createDesk } from "./browser/desk.ts";
import { bundleScript } from "./bundle-script.ts";
import type { OpenedHost } from "./open-host.ts";
import { chromium, openHost } from "./open-host.ts";

interface Probe extends OpenedHost {
  /** The line of the view under an id. */
  shown(id: string): Promise<unknown>;
  /** Presses a button, and reads what came of it. */
  press(name: string): Promise<unknown>;
}

/** Opens the probe view in a host, a script of `browser/`. */
async function openProbe(script: string): Promise<Probe> {
  const style = "<style>body { height: 300px; color: var(--color-text-primary) }</style>";
  const html = `<!doctype html>${style}<body>${await bundleScript("probe-view")}`;
  const host = await openHost(createDesk(html), "ui://desk/orders", script);
  const shown = async (id: string): Promise<unknown> =>
    JSON.parse((await host.view.locator(`#${id}`).textContent()) ?? "");
  return {
    ...host,
    shown,
    press: async (name) => {
      await host.view.getByRole("button", { name, exact: true }).click();
      return shown(`did-${name}`);
    },
  };
}

describe.skipIf(chromium.missing !== undefined).each([
  ["official-host", "2.0.4"],
  ["first-official-host", "1.7.5"],
])("in the host of %s", (script, version) => {
  test("a view shakes hands with the official host, and receives its call", async () => {
    const { page, shown, seen } = await openProbe(script);
    expect(await shown("host")).toEqual({
      name: "official",
      version,
      powers: [
        "logging",
        "message",
        "openLinks",
        "serverResources",
        "serverTools",
        "updateModelContext",
      ],
    });
    await expect.poll(() => seen("initialized")).toHaveLength(1);
    const color = "rgb(221, 222, 223)";
    expect(await shown("context")).toEqual({ theme: "dark", locale: "de-AT", color });
    await expect.poll(() => seen("size")).not.toHaveLength(0);
    expect((await seen("size")).at(-1)).toMatchObject({ height: expect.any(Number) });

    await page.evaluate('bridge.sendToolInputPartial({ arguments: { month: "20" } })');
    expect(await shown("partial")).toEqual({ month: "20" });
    await page.evaluate('bridge.sendToolInput({ arguments: { month: "2026-11" } })');
    expect(await shown("input")).toBe("2026-11");
    await page.evaluate(
      'client.callTool({ name: "show_orders", arguments: { month: "2026-11" } }).then((result) => bridge.sendToolResult(result))',
    );
    expect(await shown("result")).toMatchObject({ structured: { total: 7 }, isError: false });
    await page.evaluate('bridge.sendHostContextChange({ theme: "light" })');
    await expect.poll(() => shown("context")).toEqual({ theme: "light", locale: "de-AT", color });
    await page.evaluate('bridge.sendToolCancelled({ reason: "user action" })');
    expect(await shown("cancel")).toBe("user action");
    await page.evaluate("bridge.teardownResource({})");
    expect(await shown("closed")).toBe(true);
  });

  test("a view calls tools and asks its host, and every refusal is an error with its code", async () => {
    const { press, seen } = await openProbe(script);
    expect(await press("page")).toEqual(["order 2"]);
    expect(await press("wrong")).toBe(true);
    expect(await press("unknown")).toMatchObject({ name: "ProtocolError" });
    expect(await press("resource")).toMatchObject({ contents: [{ text: "one order" }] });
    expect(await press("link")).toBe(true);
    expect(await seen("link")).toEqual(["https://example.com/orders"]);
    expect(await press("message")).toBe(false);
    expect(await press("context")).toBeNull();
    expect(await seen("context")).toEqual([{ structuredContent: { selected: 1 } }]);
    expect(await press("mode")).toBe("fullscreen");
    await press("log");
    await expect
      .poll(() => seen("log"))
      .toEqual([{ level: "warning", logger: "probe", data: { rows: 3 } }]);
    expect(await press("timeout")).toMatchObject({ name: "MortiseError", code: "TIMEOUT" });
    expect(await press("abort")).toMatchObject({ code: "ABORTED" });
    expect(await press("close")).toMatchObject({ code: "CLOSED" });
  });
});

test("outside of a frame there is no host, and the error says so", async () => {
  const { openView } = await import("mortise/view");
  await expect(openView({ name: "alone", version: "1.0.0" })).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("no host"),
  });
});
