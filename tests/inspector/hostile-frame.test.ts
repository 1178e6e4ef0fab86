import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { attempt, listenElsewhere, openHostile } from "./fixture/hostile-view.ts";
import { askAsView } from "./fixture/view-frame.ts";

/** Adds an element with these members, and does something with it. */
function place(tag: string, members: Readonly<Record<string, string>>, then = ""): string {
  return `void (() => {
    const element = Object.assign(document.createElement("${tag}"), ${JSON.stringify(members)});
    document.body.append(element);
    ${then}
  })()`;
}

describe.skipIf(chromium.missing)("a hostile view stays in its frame", () => {
  test("it moves neither the page nor the sandbox, and opens neither windows nor dialogs", async () => {
    const { url: elsewhere, asked } = await listenElsewhere();
    const { page, view } = await openHostile();
    const address = page.url();
    for (const expression of [
      `top.location.href = "${elsewhere}/top"`,
      `top.location.replace("${elsewhere}/top")`,
      `parent.location.href = "${elsewhere}/parent"`,
      `history.pushState({}, "", "#moved")`,
    ]) {
      expect(await view.evaluate(attempt(expression)), expression).toBe("SecurityError");
    }
    for (const target of ["_top", "_parent", "_blank"]) {
      await view.evaluate(
        place("a", { href: `${elsewhere}/${target}`, target }, "element.click()"),
      );
    }
    const file = { href: "data:,file", download: "file.txt" };
    let downloads = 0;
    page.on("download", () => {
      downloads += 1;
    });
    await view.evaluate(place("a", file, "element.click()"));
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    expect(await view.evaluate("[alert(1), confirm('?'), prompt('?')]")).toEqual([
      undefined,
      false,
      null,
    ]);
    // A later answer, so that the attempts before it are over.
    await askAsView(view, "ui/update-model-context", { content: [] });
    expect(page.url()).toBe(address);
    expect(page.context().pages()).toHaveLength(1);
    expect({ asked, downloads, dialogs }).toEqual({ asked: [], downloads: 0, dialogs: 0 });
  });

  test("its forms, frames, workers and sockets reach nothing undeclared", async () => {
    const { url: elsewhere, asked } = await listenElsewhere();
    const { page, view } = await openHostile();
    const socket = elsewhere.replace("http", "ws");
    expect(await view.evaluate(attempt(`new Worker("${elsewhere}/worker")`))).toBe("SecurityError");
    expect(await view.evaluate(attempt(`import("${elsewhere}/module.js")`))).toBe("TypeError");
    expect(await view.evaluate(attempt("navigator.serviceWorker"))).toBe("SecurityError");
    const code = `fetch("${elsewhere}/worker").then(() => postMessage("sent"), () => postMessage("refused"))`;
    expect(
      await view.evaluate(`new Promise((resolve) => {
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}])));
        worker.onmessage = ({ data }) => resolve(data);
      })`),
    ).toBe("refused");
    for (const kind of ["WebSocket", "EventSource"]) {
      const url = kind === "WebSocket" ? socket : elsewhere;
      expect(
        await view.evaluate(
          `new Promise((resolve) => { new ${kind}("${url}/${kind}").onerror = () => resolve("refused"); })`,
        ),
      ).toBe("refused");
    }
    // The policy is inherited by a frame of its own, which cannot lift it.
    const lift = `<meta http-equiv="Content-Security-Policy" content="connect-src *">`;
    const inner = `<script>fetch("${elsewhere}/inner").catch(() => parent.postMessage("refused", "*"))</script>`;
    const members = { srcdoc: lift + inner };
    const answered = view.evaluate(
      `new Promise((resolve) => addEventListener("message", ({ data }) => data === "refused" && resolve(data)))`,
    );
    await view.evaluate(place("iframe", members));
    expect(await answered).toBe("refused");
    await view.evaluate(place("iframe", { src: `${elsewhere}/frame` }));
    const link = { rel: "prefetch", href: `${elsewhere}/prefetch` };
    await view.evaluate(place("link", link));
    const list = page.getByRole("list", { name: "Messages of the view" });
    await list.getByText("frame-src").first().waitFor();
    // A form leaves the frame of the view empty, and the page as it was.
    const form = { action: `${elsewhere}/form`, method: "post" };
    await view.evaluate(`void setTimeout(() => { ${place("form", form, "element.submit()")} })`);
    await expect.poll(() => view.url()).toMatch(/^(?:chrome-error:|about:blank)/u);
    expect(asked).toEqual([]);
    await page.getByRole("tab", { name: "Rendered" }).click();
  });

  test("it asks no server of WebRTC, which no content policy covers", async () => {
    const server = createSocket("udp4").bind(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    let packets = 0;
    server.on("message", () => {
      packets += 1;
    });
    await once(server, "listening");
    const { page, view, opened } = await openHostile();
    const context = page.context();
    expect(await view.evaluate("typeof RTCPeerConnection + typeof webkitRTCPeerConnection")).toBe(
      "undefinedundefined",
    );
    // A frame within has a global object of its own; the browser ends its process for the attempt.
    const inner = `<script>
      const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${server.address().port}" }] });
      peer.createDataChannel("out");
      peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    </script>`;
    await view.evaluate(place("iframe", { srcdoc: inner }));
    await expect.poll(() => outcomeOf(() => view.evaluate("1"))).not.toBe(1);
    expect(packets).toBe(0);
    // The process behind the page has kept everything for the next one.
    await page.close();
    const next = await context.newPage();
    await next.goto(opened.inspector.url);
    await next.getByRole("option", { name: /tools\/call.*count_orders/ }).waitFor();
  });

  test("its messages are bounded in size", async () => {
    const { page, view } = await openHostile();
    const list = page.getByRole("list", { name: "Messages of the view" });
    await view.evaluate(`send({ id: 5000, method: "ui/message", params: {
      role: "user", content: [{ type: "text", text: "x".repeat(9 * 1024 * 1024) }] } })`);
    await list.getByText("a message is larger than 8 MB").waitFor();
    // A long message is taken, and drawn in part.
    const text = "y".repeat(100_000);
    await askAsView(view, "ui/message", { role: "user", content: [{ type: "text", text }] });
    const shown = list.getByText("yyyy");
    await shown.waitFor();
    expect((await shown.textContent())?.length).toBeLessThanOrEqual(4_000);
  });

  test("more requests than a person would read are refused unasked", async () => {
    const calls: string[] = [];
    const { page, view } = await openHostile(calls);
    const answers = view.evaluate(`Promise.allSettled(Array.from({ length: 25 }, (_, page) =>
      ask("tools/call", { name: "load_page", arguments: { page } }))).then((all) => all.length)`);
    await page.getByText("19 more wait").waitFor();
    const list = page.getByRole("list", { name: "Messages of the view" });
    await expect.poll(() => list.getByText("20 requests wait already").count()).toBe(5);
    const card = page.getByLabel("Request of the view: load_page");
    for (let left = 20; left > 0; left -= 1) {
      await card.getByRole("button", { name: "Refuse" }).click();
      await expect.poll(() => list.getByText("load_page: refused here").count()).toBe(21 - left);
    }
    expect(await answers).toBe(25);
    expect(calls).toEqual([]);
  });
});

async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch {
    return "ended";
  }
}
