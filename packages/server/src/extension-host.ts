import { MortiseError, noTelemetry } from "@mortise/protocol";
import type { ServerCore } from "./core/server-core.ts";
import { invokeTool } from "./dispatch/invoke-tool.ts";
import type { ExtensionHost, HostedTool } from "./extension/extension.ts";
import { CallContext } from "./handler/context.ts";
import type { CompiledTool } from "./tool/compile-tool.ts";

/** The members of a server that its host passes on. */
type OwnMembers = Pick<ExtensionHost, "resource" | "remove" | "resourceUpdated" | "log" | "info">;

/** Makes the host that the extensions of a server are installed in. */
export function createExtensionHost(server: OwnMembers, core: ServerCore): ExtensionHost {
  return {
    info: server.info,
    log: server.log,
    timeout: core.timeout,
    clock: core.clock,
    random: core.random,
    telemetry: core.telemetry ?? noTelemetry,
    // Opened when it is first used, so that `join` can come after `extend`.
    get backplane() {
      return core.backplane;
    },
    resource: (uri, definition, handler) => server.resource(uri, definition, handler),
    remove: (kind, name) => server.remove(kind, name),
    resourceUpdated: (uri) => server.resourceUpdated(uri),
    tools: () =>
      new Map([...core.catalogue.view.tools].map(([name, tool]) => [name, toHosted(tool)])),
    findTool: (name) => {
      const tool = core.catalogue.view.tools.get(name);
      return tool && toHosted(tool);
    },
    recordOf: async (context) =>
      context instanceof CallContext ? context.record() : { answers: [], steps: [] },
    ask: (context, method, params) =>
      context instanceof CallContext ? context.ask(method, params) : Promise.reject(notAsked()),
    notify: (context, method, params) => {
      if (context instanceof CallContext) context.notify(method, params);
    },
    invoke: (tool, args, options) => invokeTool(core, { tool, args }, options),
  };
}

function notAsked(): MortiseError {
  return new MortiseError("INVALID_OPTION", "ask takes the context of a request of this server");
}

function toHosted({ listed, timeout, extensions }: CompiledTool): HostedTool {
  return {
    listed,
    timeout,
    extension: (id) => extensions?.find((extension) => extension.id === id)?.value,
  };
}
