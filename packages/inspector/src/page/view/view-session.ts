import type { McpUiHostCapabilities } from "@modelcontextprotocol/ext-apps/app-bridge";
import { AppBridge } from "@modelcontextprotocol/ext-apps/app-bridge";
import type { JsonObject } from "@mortise/protocol";
import type { CallState, Catalogue } from "../../contract/index.ts";
import { roundNumbers } from "../../contract/index.ts";
import type { Inspector } from "../state/inspector.tsx";
import { Approvals, ViewRefusal } from "./approvals.ts";
import { describeHost, describeLook } from "./host-context.ts";
import { runCall } from "./run-call.ts";
import { SandboxTransport } from "./sandbox-transport.ts";
import { readToolUi } from "./tool-ui.ts";
import type { ListedView } from "./view-resource.ts";
import { ViewStore } from "./view-state.ts";

const CAPABILITIES: McpUiHostCapabilities = {
  openLinks: {},
  serverTools: {},
  serverResources: {},
  logging: {},
  message: {
    text: {},
    image: {},
    audio: {},
    resource: {},
    resourceLink: {},
    structuredContent: {},
  },
  updateModelContext: { text: {}, image: {}, resource: {}, structuredContent: {} },
};

/** One view: the messages with it (SEP-1865, Host), and the calls that it has made. */
export class ViewSession {
  readonly store: ViewStore = new ViewStore();
  readonly approvals: Approvals;
  readonly #inspector: Inspector;
  readonly #view: ListedView;
  readonly #ending = new AbortController();
  #bridge: AppBridge | undefined;
  #isInitialized = false;
  #isResultSent = false;
  #outcome: { readonly call: CallState; readonly result: unknown } | undefined;

  constructor(inspector: Inspector, view: ListedView) {
    this.#inspector = inspector;
    this.#view = view;
    const { call, resource } = view;
    this.approvals = new Approvals(this.store, `${call.connection} ${resource.uri}`);
  }

  /** Begins to speak with the sandbox in `frame`, before its document is loaded. */
  start(frame: Window, theme: "light" | "dark"): void {
    const { store } = this;
    const { resource, call } = this.#view;
    const info = this.#inspector.store.get().info;
    const bridge = new AppBridge(
      null,
      { name: "mortise-inspector", version: info?.version ?? "0" },
      CAPABILITIES,
      { hostContext: describeHost(this.#view, theme) },
    );
    this.#bridge = bridge;
    bridge.onsandboxready = () => {
      void bridge.sendSandboxResourceReady({ html: resource.html }).catch(() => undefined);
    };
    bridge.oninitialized = () => {
      this.#isInitialized = true;
      store.change({ status: "ready" });
      const given = call.params["arguments"];
      const input = roundNumbers(given ?? {}) as Record<string, unknown>;
      void bridge.sendToolInput({ arguments: input });
      this.#sendOutcome();
    };
    bridge.onsizechange = ({ height }) => store.resize(height);
    bridge.onloggingmessage = ({ level, data }) => store.note("log", `${level}: ${write(data)}`);
    this.#receiveRequests(bridge);
    this.#receiveReads(bridge);
    const transport = new SandboxTransport(frame, {
      onViolation: (directive, blocked) => store.note("violation", `${directive}: ${blocked}`),
      onFailure: (failure) => store.note("failure", failure),
      onFlood: (dropped) => store.note("refused", `${dropped} messages of one second were dropped`),
      onRefused: (reason) => store.note("refused", reason),
    });
    bridge
      .connect(transport as never)
      .catch((error: Error) => store.note("refused", error.message));
  }

  /** Passes the end of the call on, once. */
  finish(call: CallState, result: unknown): void {
    this.#outcome = { call, result };
    this.#sendOutcome();
  }

  setTheme(theme: "light" | "dark"): void {
    void this.#bridge?.sendHostContextChange(describeLook(theme));
  }

  setMode(mode: "inline" | "fullscreen"): void {
    this.store.change({ mode });
    void this.#bridge?.sendHostContextChange({ displayMode: mode });
  }

  end(): void {
    this.#ending.abort(new ViewRefusal("The view was closed"));
    void this.#bridge?.close();
  }

  #sendOutcome(): void {
    const bridge = this.#bridge;
    const outcome = this.#outcome;
    if (bridge === undefined || !this.#isInitialized || outcome === undefined) return;
    if (this.#isResultSent) return;
    this.#isResultSent = true;
    const { call, result } = outcome;
    const isDone = call.status === "done" && call.error === undefined;
    const reason = call.error?.message ?? call.failure?.cause ?? "The call was cancelled";
    void (isDone
      ? bridge.sendToolResult(roundNumbers(result) as never)
      : bridge.sendToolCancelled({ reason }));
  }

  #receiveRequests(bridge: AppBridge): void {
    const { store } = this;
    bridge.onopenlink = async ({ url }, { mcpReq }) => {
      const { protocol } = new URL(url);
      if (!/^https?:$/u.test(protocol)) {
        store.note("refused", `a link of ${protocol}`);
        return { isError: true };
      }
      await this.approvals.ask({ kind: "link", subject: url }, this.#until(mcpReq.signal));
      store.note("link", url);
      return {};
    };
    bridge.onmessage = async ({ role, content }) => {
      store.note("message", `${role}: ${write(content)}`);
      return {};
    };
    bridge.onupdatemodelcontext = async (context) => {
      store.note("context", write(context));
      return {};
    };
    bridge.onrequestdisplaymode = async ({ mode }) => {
      if (mode === "inline" || mode === "fullscreen") store.change({ mode });
      return { mode: store.get().mode };
    };
    bridge.onrequestteardown = () => {
      void bridge
        .teardownResource({})
        .catch(() => undefined)
        .then(() => store.change({ status: "closed" }));
    };
  }

  #receiveReads(bridge: AppBridge): void {
    bridge.oncalltool = async (params, { mcpReq }) => {
      const { name } = params;
      const { tools } = this.#lists();
      const tool = tools?.items.find((one) => one.name === name);
      if (tool === undefined || !readToolUi(tool).isForApp) {
        const reason = tool === undefined ? "is not listed" : "is for models only";
        this.store.note("refused", `the tool ${name} ${reason}`);
        throw new ViewRefusal(`The tool ${name} ${reason}`);
      }
      const signal = this.#until(mcpReq.signal);
      const detail = params.arguments ?? {};
      await this.approvals.ask({ kind: "tool", subject: name, detail }, signal);
      const sent = { name, arguments: detail as JsonObject };
      return (await this.#run("tools/call", sent, signal)) as never;
    };
    bridge.onreadresource = async ({ uri }, { mcpReq }) => {
      const signal = this.#until(mcpReq.signal);
      await this.approvals.ask({ kind: "resource", subject: uri }, signal);
      return (await this.#run("resources/read", { uri }, signal)) as never;
    };
    bridge.onlistresources = async () => ({
      resources: (this.#lists().resources?.items ?? []) as never,
    });
    bridge.onlistresourcetemplates = async () => ({
      resourceTemplates: (this.#lists().templates?.items ?? []) as never,
    });
  }

  #lists(): Partial<Catalogue> {
    return this.#inspector.store.get().catalogues.get(this.#view.call.connection) ?? {};
  }

  #run(method: string, params: JsonObject, signal: AbortSignal): Promise<unknown> {
    const { connection } = this.#view.call;
    const subject = String(params["name"] ?? params["uri"]);
    const onCall = (id: string): void => this.store.note("call", `${method} ${subject}`, id);
    return runCall(this.#inspector, { connection, method, params }, { signal, onCall });
  }

  #until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#ending.signal]);
  }
}

function write(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
