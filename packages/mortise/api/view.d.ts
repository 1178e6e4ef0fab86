// The public declarations of mortise/view. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";
export { MortiseError } from "@mortise/protocol";
export { ProtocolError } from "@mortise/protocol";

export type DisplayMode = "inline" | "fullscreen" | "pip";

export interface HostContext {
  readonly toolInfo?: {
    readonly id?: string | number;
    readonly tool: Tool;
  };
  readonly theme?: "light" | "dark";
  readonly styles?: {
    readonly variables?: Readonly<Record<string, string | undefined>>;
  };
  readonly displayMode?: DisplayMode;
  readonly availableDisplayModes?: readonly DisplayMode[];
  readonly containerDimensions?: {
    readonly height?: number;
    readonly maxHeight?: number;
    readonly width?: number;
    readonly maxWidth?: number;
  };
  readonly locale?: string;
  readonly timeZone?: string;
  readonly platform?: "web" | "desktop" | "mobile";
  readonly [member: string]: unknown;
}

export interface OpenViewOptions<Server = unknown, Tool extends keyof ToolsOf<Server> = keyof ToolsOf<Server>> extends ViewRequestOptions {
  readonly name: string;
  readonly version: string;
  readonly displayModes?: readonly DisplayMode[];
  readonly followSize?: boolean;
  readonly applyTheme?: boolean;
  readonly onInput?: (input: InputOf<ToolsOf<Server>[Tool]>) => void;
  readonly onPartialInput?: (input: JsonObject) => void;
  readonly onResult?: (result: ToolResult<OutputOf<ToolsOf<Server>[Tool]>>) => void;
  readonly onCancel?: (reason: string | undefined) => void;
  readonly onContext?: (context: HostContext) => void;
  readonly onClose?: () => void | Promise<void>;
}

export interface View<Server = unknown> extends Disposable {
  readonly host: {
    readonly name: string;
    readonly version: string;
  };
  readonly capabilities: JsonObject;
  readonly context: HostContext;
  readonly tools: ViewTools<Server>;
  readResource(uri: string, options?: ViewRequestOptions): Promise<ReadResourceResult>;
  openLink(url: string, options?: ViewRequestOptions): Promise<boolean>;
  sendMessage(message: ViewMessage, options?: ViewRequestOptions): Promise<boolean>;
  updateContext(context: {
    readonly content?: readonly ContentBlock[];
    readonly structured?: JsonObject;
  }, options?: ViewRequestOptions): Promise<void>;
  requestDisplayMode(mode: DisplayMode, options?: ViewRequestOptions): Promise<DisplayMode>;
  log(level: LoggingLevel, data: unknown): void;
  close(): void;
}

export type ViewMessage = string | readonly ContentBlock[];

export interface ViewRequestOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: Duration;
}

export type ViewTool<Entry> = (...rest: ArgumentsFor<Entry, ViewRequestOptions>) => Promise<ToolResult<OutputOf<Entry>>>;

export type ViewTools<Server> = { readonly [Name in keyof ToolsOf<Server> & string]: ViewTool<ToolsOf<Server>[Name]> };

export declare function openView<Server = unknown, Tool extends keyof ToolsOf<Server> = keyof ToolsOf<Server>>(options: OpenViewOptions<Server, Tool>): Promise<View<Server>>;
