import type { ToolsOf } from "@mortise/client";
import type { JsonObject, ReadResourceResult } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { followSize } from "./follow-size.ts";
import { HostChannel, isObject } from "./host-channel.ts";
import type { DisplayMode, HostContext } from "./host-context.ts";
import { applyContext, mergeContext } from "./host-context.ts";
import type { PageWindow } from "./page-window.ts";
import type { OpenViewOptions, View, ViewMessage, ViewRequestOptions, ViewTools } from "./view.ts";
import { readViewResult } from "./view-result.ts";

/** The version of SEP-1865 that is final, and that hosts of both lines of its library speak. */
const PROTOCOL_VERSION = "2026-01-26";

/**
 * Connects a view with its host, inside the page of the view (SEP-1865, Lifecycle).
 *
 * The result of the call may arrive at once, so the options have what receives it. Give the type of the server
 * to know its tools, and the names of the tools that show the view to know what arrives:
 * `openView<typeof server, "list_orders">(…)`.
 *
 * @throws MortiseError `CONNECTION_FAILED` outside of a frame, `TIMEOUT` if no host answers, `ABORTED`.
 * @throws ProtocolError if the host refuses.
 */
export async function openView<
  Server = unknown,
  Tool extends keyof ToolsOf<Server> = keyof ToolsOf<Server>,
>(options: OpenViewOptions<Server, Tool>): Promise<View<Server>> {
  const page = globalThis as unknown as PageWindow;
  if (page.parent === undefined || page.parent === (page as unknown)) {
    throw new MortiseError(
      "CONNECTION_FAILED",
      "This page has no host around it; open it as the view of a tool, such as with mortise dev",
    );
  }
  const view = new OpenedView<Server>(page, options as unknown as OpenViewOptions);
  try {
    await view.initialize(options);
  } catch (error) {
    view.close();
    throw error;
  }
  return view;
}

class OpenedView<Server> implements View<Server> {
  host: View["host"] = { name: "", version: "" };
  capabilities: JsonObject = {};
  context: HostContext = {};
  readonly tools: ViewTools<Server>;
  readonly #page: PageWindow;
  readonly #options: OpenViewOptions;
  readonly #channel: HostChannel;
  #endSize: (() => void) | undefined;

  constructor(page: PageWindow, options: OpenViewOptions) {
    this.#page = page;
    this.#options = options;
    this.#channel = new HostChannel(page, {
      onNotification: (method, params) => this.#receive(method, params),
      onRequest: (method) => this.#answer(method),
    });
    this.tools = toolsThrough(this.#channel);
  }

  async initialize(options: ViewRequestOptions): Promise<void> {
    const { name, version, displayModes } = this.#options;
    const answer = await this.#channel.request(
      "ui/initialize",
      {
        protocolVersion: PROTOCOL_VERSION,
        appInfo: { name, version },
        appCapabilities: displayModes ? { availableDisplayModes: [...displayModes] } : {},
      },
      options,
    );
    const { hostInfo, hostCapabilities, hostContext } = answer;
    if (isObject(hostInfo)) {
      this.host = { name: String(hostInfo["name"]), version: String(hostInfo["version"]) };
    }
    if (isObject(hostCapabilities)) this.capabilities = hostCapabilities;
    this.#change(isObject(hostContext) ? hostContext : {});
    this.#channel.notify("ui/notifications/initialized", {});
    if (this.#options.followSize === false) return;
    this.#endSize = followSize(this.#page, (size) =>
      this.#channel.notify("ui/notifications/size-changed", size),
    );
  }

  async readResource(uri: string, options?: ViewRequestOptions): Promise<ReadResourceResult> {
    return (await this.#channel.request("resources/read", { uri }, options)) as ReadResourceResult;
  }

  async openLink(url: string, options?: ViewRequestOptions): Promise<boolean> {
    return (await this.#channel.request("ui/open-link", { url }, options))["isError"] !== true;
  }

  async sendMessage(message: ViewMessage, options?: ViewRequestOptions): Promise<boolean> {
    const content = typeof message === "string" ? [{ type: "text", text: message }] : message;
    const params = { role: "user", content };
    return (await this.#channel.request("ui/message", params, options))["isError"] !== true;
  }

  async updateContext(
    { content, structured }: Parameters<View["updateContext"]>[0],
    options?: ViewRequestOptions,
  ): Promise<void> {
    const params = {
      ...(content && { content }),
      ...(structured && { structuredContent: structured }),
    };
    await this.#channel.request("ui/update-model-context", params, options);
  }

  async requestDisplayMode(mode: DisplayMode, options?: ViewRequestOptions): Promise<DisplayMode> {
    const answer = await this.#channel.request("ui/request-display-mode", { mode }, options);
    return answer["mode"] as DisplayMode;
  }

  // Hosts of version 1 know this name alone, and those of version 2 take it beside `ui/log`.
  log(level: Parameters<View["log"]>[0], data: unknown): void {
    const { name: logger } = this.#options;
    this.#channel.notify("notifications/message", { level, logger, data });
  }

  close(): void {
    this.#endSize?.();
    this.#channel.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #receive(method: string, params: JsonObject): void {
    const { onInput, onPartialInput, onResult, onCancel } = this.#options;
    const input = isObject(params["arguments"]) ? params["arguments"] : {};
    if (method === "ui/notifications/tool-input") onInput?.(input);
    else if (method === "ui/notifications/tool-input-partial") onPartialInput?.(input);
    else if (method === "ui/notifications/tool-result") onResult?.(readViewResult(params));
    else if (method === "ui/notifications/host-context-changed") this.#change(params);
    else if (method === "ui/notifications/tool-cancelled") {
      const { reason } = params;
      onCancel?.(typeof reason === "string" ? reason : undefined);
    }
  }

  #answer(method: string): Promise<JsonObject> | undefined {
    if (method === "ping") return Promise.resolve({});
    if (method === "ui/resource-teardown") return this.#tearDown();
    return undefined;
  }

  async #tearDown(): Promise<JsonObject> {
    this.#endSize?.();
    await this.#options.onClose?.();
    return {};
  }

  #change(change: JsonObject): void {
    this.context = mergeContext(this.context, change);
    if (this.#options.applyTheme !== false) {
      applyContext(this.#page.document.documentElement, this.context);
    }
    this.#options.onContext?.(this.context);
  }
}

/** Every name is a tool: the types say which there are, and the host refuses any other. */
function toolsThrough<Server>(channel: HostChannel): ViewTools<Server> {
  const call =
    (name: string) =>
    async (input: object = {}, options?: ViewRequestOptions) =>
      readViewResult(await channel.request("tools/call", { name, arguments: input }, options));
  const calls = new Map<string, ReturnType<typeof call>>();
  return new Proxy({} as ViewTools<Server>, {
    get(_target, name) {
      // A promise that resolves with the tools asks for `then`.
      if (typeof name !== "string" || name === "then") return undefined;
      const known = calls.get(name) ?? call(name);
      calls.set(name, known);
      return known;
    },
  });
}
