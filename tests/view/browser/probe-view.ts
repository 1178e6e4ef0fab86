// The script of the view that the tests open: it shows what it has received, and does what its buttons say.
import { openView } from "mortise/view";
import type { DeskServer } from "./desk.ts";

const show = (id: string, value: unknown): void => {
  const line = document.createElement("p");
  line.id = id;
  line.textContent = JSON.stringify(value);
  document.getElementById(id)?.remove();
  document.body.append(line);
};

const failure = (error: unknown): object => ({
  name: (error as Error).name,
  code: (error as { code?: unknown }).code,
  message: (error as Error).message,
});

const view = await openView<DeskServer, "show_orders">({
  name: "probe",
  version: "1.0.0",
  displayModes: ["inline", "fullscreen"],
  onPartialInput: (input) => show("partial", input),
  onInput: ({ month }) => show("input", month),
  onResult: ({ text, structured, isError }) => show("result", { text, structured, isError }),
  onCancel: (reason) => show("cancel", reason),
  onContext: ({ theme, locale }) =>
    show("context", { theme, locale, color: getComputedStyle(document.body).color }),
  onClose: () => show("closed", true),
}).catch((error: unknown) => {
  show("refused", failure(error));
  throw error;
});

show("host", { ...view.host, powers: Object.keys(view.capabilities).sort() });

const stop = new AbortController();
const actions: Readonly<Record<string, () => Promise<unknown>>> = {
  page: async () => (await view.tools.load_page({ page: 2 })).structured?.orders,
  wrong: async () => (await view.tools.load_page({ page: 0 })).isError,
  unknown: () => (view.tools as unknown as { nothing(): Promise<unknown> }).nothing(),
  resource: () => view.readResource("desk://orders/1"),
  link: () => view.openLink("https://example.com/orders"),
  message: () => view.sendMessage("Ship order 1"),
  context: () => view.updateContext({ structured: { selected: 1 } }),
  mode: () => view.requestDisplayMode("fullscreen"),
  log: async () => view.log("warning", { rows: 3 }),
  timeout: () => view.tools.wait({}, { timeout: 20 }),
  abort: () => {
    const call = view.tools.wait({}, { signal: stop.signal });
    stop.abort(new Error("left"));
    return call;
  },
  close: () => {
    const call = view.tools.wait();
    view.close();
    return call;
  },
};
for (const [name, act] of Object.entries(actions)) {
  const button = document.createElement("button");
  button.textContent = name;
  button.onclick = async () => show(`did-${name}`, (await act().catch(failure)) ?? null);
  document.body.append(button);
}
