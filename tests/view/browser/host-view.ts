/** The host side that both lines of the official library have. */
export interface Bridge {
  oninitialized: unknown;
  onsizechange: unknown;
  onopenlink: unknown;
  onmessage: unknown;
  onupdatemodelcontext: unknown;
  onrequestdisplaymode: unknown;
  onloggingmessage: unknown;
}

/** The official client, of either line. */
export interface Client {
  readResource(params: { uri: string }): Promise<{ contents: readonly object[] }>;
}

declare global {
  interface Window {
    /** The messages of the view, in order. */
    seen: [what: string, value: unknown][];
    bridge: Bridge;
    client: Client;
  }
}

export const POWERS = {
  openLinks: {},
  serverTools: {},
  serverResources: {},
  logging: {},
  message: { text: {} },
  updateModelContext: { structuredContent: {} },
};

export const SURROUNDINGS = {
  theme: "dark",
  locale: "de-AT",
  styles: { variables: { "--color-text-primary": "rgb(221, 222, 223)" } as never },
} as const;

/** Shows the view that the address names in a frame, once `connect` has the bridge wait for its window. */
export async function hostView(
  bridge: Bridge,
  client: Client,
  connect: (view: Window) => Promise<void>,
): Promise<void> {
  window.seen = [];
  window.bridge = bridge;
  window.client = client;
  const saw = (what: string, value: unknown): void => void window.seen.push([what, value]);
  bridge.oninitialized = () => saw("initialized", null);
  bridge.onsizechange = (size: unknown) => saw("size", size);
  bridge.onopenlink = async (link: { url: string }) => {
    saw("link", link.url);
    return {};
  };
  bridge.onmessage = async (message: unknown) => {
    saw("message", message);
    return { isError: true };
  };
  bridge.onupdatemodelcontext = async (context: unknown) => {
    saw("context", context);
    return {};
  };
  bridge.onrequestdisplaymode = async ({ mode }: { mode: string }) => ({ mode });
  bridge.onloggingmessage = (message: unknown) => saw("log", message);

  const uri = new URLSearchParams(location.search).get("view") ?? "";
  const { contents } = await client.readResource({ uri });
  const frame = document.createElement("iframe");
  // A view has no origin of its own, and reaches nothing of the page around it.
  frame.setAttribute("sandbox", "allow-scripts");
  frame.style.cssText = "width: 100%; height: 400px; border: 0";
  document.body.append(frame);
  if (frame.contentWindow === null) throw new Error("The frame has no window");
  await connect(frame.contentWindow);
  frame.srcdoc = (contents[0] as { text: string }).text;
}
