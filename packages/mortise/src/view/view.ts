import type { ArgumentsFor, InputOf, OutputOf, ToolResult, ToolsOf } from "@mortise/client";
import type {
  ContentBlock,
  Duration,
  JsonObject,
  LoggingLevel,
  ReadResourceResult,
} from "@mortise/protocol";
import type { DisplayMode, HostContext } from "./host-context.ts";

/** The limits of one request to the host. */
export interface ViewRequestOptions {
  /** Ends the request with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** The longest wait for the answer. Default: 60 seconds. */
  readonly timeout?: Duration;
}

/** The call of one tool through the host; its error is a result with `isError`. */
export type ViewTool<Entry> = (
  ...rest: ArgumentsFor<Entry, ViewRequestOptions>
) => Promise<ToolResult<OutputOf<Entry>>>;

/** The tools of a server by name; a host refuses those whose `visibility` leaves out `app`. */
export type ViewTools<Server> = {
  readonly [Name in keyof ToolsOf<Server> & string]: ViewTool<ToolsOf<Server>[Name]>;
};

/** A message of the view to the conversation: a text, or blocks of content. */
export type ViewMessage = string | readonly ContentBlock[];

/**
 * The view, and what it does with what the host sends.
 *
 * `Tool` names the tools that show the view, which are the ones whose input and results arrive.
 */
export interface OpenViewOptions<
  Server = unknown,
  Tool extends keyof ToolsOf<Server> = keyof ToolsOf<Server>,
> extends ViewRequestOptions {
  /** The name of the view, for the host's logs. */
  readonly name: string;
  /** The version of the view, such as `1.0.0`. */
  readonly version: string;
  /** The places that the view can be shown in. Default: the host's choice. */
  readonly displayModes?: readonly DisplayMode[];
  /** Whether the host keeps the frame as high as the page. Default: `true`. */
  readonly followSize?: boolean;
  /** Whether the page takes the theme and the custom properties of the host. Default: `true`. */
  readonly applyTheme?: boolean;
  /** The arguments of the call, once they are complete. */
  readonly onInput?: (input: InputOf<ToolsOf<Server>[Tool]>) => void;
  /** The arguments as far as the model has written them; any of them may be missing or cut off. */
  readonly onPartialInput?: (input: JsonObject) => void;
  /** The result of the call. */
  readonly onResult?: (result: ToolResult<OutputOf<ToolsOf<Server>[Tool]>>) => void;
  /** The call was cancelled, and no result follows. */
  readonly onCancel?: (reason: string | undefined) => void;
  /** The surroundings of the view, at first and after each change, with all members. */
  readonly onContext?: (context: HostContext) => void;
  /** The host takes the view away once this returns. */
  readonly onClose?: () => void | Promise<void>;
}

/** A view that its host has accepted. */
export interface View<Server = unknown> extends Disposable {
  /** The host's name and version, as it gives them. */
  readonly host: { readonly name: string; readonly version: string };
  /** The powers of the host, such as `serverTools` and `openLinks`. */
  readonly capabilities: JsonObject;
  /** The surroundings of the view now. */
  readonly context: HostContext;
  /** The tools of the view's server. */
  readonly tools: ViewTools<Server>;
  /** Reads a resource of the view's server. */
  readResource(uri: string, options?: ViewRequestOptions): Promise<ReadResourceResult>;
  /** Asks the host to open a web page; returns whether it did. */
  openLink(url: string, options?: ViewRequestOptions): Promise<boolean>;
  /** Puts a message of the user into the conversation; returns whether the host took it. */
  sendMessage(message: ViewMessage, options?: ViewRequestOptions): Promise<boolean>;
  /** Gives the model something to know at its next turn, in place of what was given before. */
  updateContext(
    context: { readonly content?: readonly ContentBlock[]; readonly structured?: JsonObject },
    options?: ViewRequestOptions,
  ): Promise<void>;
  /** Asks for another place; returns the place that the view has now. */
  requestDisplayMode(mode: DisplayMode, options?: ViewRequestOptions): Promise<DisplayMode>;
  /** Writes to the log of the host. */
  log(level: LoggingLevel, data: unknown): void;
  /** Ends the connection; requests that wait fail with `CLOSED`. */
  close(): void;
}
