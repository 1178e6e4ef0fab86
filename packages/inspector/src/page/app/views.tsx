import { TASKS_EXTENSION } from "@mortise/protocol";
import type { ComponentType } from "react";
import { lazy } from "react";
import type { Catalogue, ConnectionState } from "../../contract/index.ts";
import { HistoryView } from "../history/history-view.tsx";
import { PromptView } from "../prompt/prompt-view.tsx";
import { ResourceView } from "../resource/resource-view.tsx";
import { ServerView } from "../server/server-view.tsx";
import { TaskView } from "../task/task-view.tsx";
import { ToolView } from "../tool/tool-view.tsx";

/** Loaded when it is opened. */
const ChatView = lazy(async () => {
  const { ChatView: Component } = await import("../chat/chat-view.tsx");
  return { default: Component };
});

/** A tab of the page. It is drawn for one connection; the rest of its place stands in the address. */
export interface View {
  /** As it stands in the address. */
  readonly key: string;
  readonly label: string;
  readonly Component: ComponentType<{ readonly connection: ConnectionState }>;
  /** The label of the pane beside the list, for a narrow window; left out for a view of one piece. */
  readonly main?: string;
  /** The number beside the label; left out before it is known. */
  readonly count?: (catalogue: Catalogue) => number;
  /** Shown while the lists were never read too, as of a server that asks for a sign-in. */
  readonly needsNoLists?: true;
  /** Default: for every server. */
  readonly isOffered?: (connection: ConnectionState) => boolean;
}

/** In the order of the tabs; `Alt+1` goes to the first. */
const VIEWS: readonly View[] = [
  {
    key: "tools",
    label: "Tools",
    Component: ToolView,
    main: "Call",
    count: ({ tools }) => tools.items.length,
  },
  {
    key: "resources",
    label: "Resources",
    Component: ResourceView,
    main: "Resource",
    count: ({ resources, templates }) => resources.items.length + templates.items.length,
  },
  {
    key: "prompts",
    label: "Prompts",
    Component: PromptView,
    main: "Prompt",
    count: ({ prompts }) => prompts.items.length,
  },
  {
    key: "tasks",
    label: "Tasks",
    Component: TaskView,
    main: "Task",
    isOffered: ({ capabilities }) => capabilities?.extensions?.[TASKS_EXTENSION] !== undefined,
  },
  { key: "chat", label: "Chat", Component: ChatView },
  { key: "history", label: "History", Component: HistoryView, main: "Call" },
  { key: "server", label: "Server", Component: ServerView, needsNoLists: true },
];

/** The tabs of a server, in order. */
export function viewsOf(connection: ConnectionState | undefined): readonly View[] {
  return VIEWS.filter(
    ({ isOffered }) => connection === undefined || (isOffered?.(connection) ?? true),
  );
}
