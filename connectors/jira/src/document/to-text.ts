import { z } from "zod";

interface Node {
  readonly type: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly link: string | undefined;
  readonly children: readonly Node[];
}

const nodeSchema = z.looseObject({
  type: z.string(),
  text: z.string().default(""),
  attrs: z.record(z.string(), z.unknown()).default({}),
  marks: z
    .array(z.looseObject({ type: z.string(), attrs: z.looseObject({}).optional() }))
    .default([]),
  content: z.array(z.unknown()).default([]),
});

const DEPTH_LIMIT = 40;

/** Converts a document of the Atlassian Document Format to plain text; anything else to an empty text. */
export function toText(document: unknown): string {
  const root = readNode(document, 0);
  return root === undefined ? "" : writeBlocks(root.children, "\n\n").trim();
}

function readNode(value: unknown, depth: number): Node | undefined {
  const parsed = nodeSchema.safeParse(value);
  if (!parsed.success || depth > DEPTH_LIMIT) return undefined;
  const { type, text, attrs, marks, content } = parsed.data;
  const href = marks.find((mark) => mark.type === "link")?.attrs?.["href"];
  const children = content.flatMap((child) => readNode(child, depth + 1) ?? []);
  const link = typeof href === "string" && href !== text ? href : undefined;
  return { type, text, attributes: attrs, link, children };
}

function writeBlocks(nodes: readonly Node[], between: string): string {
  return nodes
    .map(writeBlock)
    .filter((text) => text !== "")
    .join(between);
}

function writeBlock(node: Node): string {
  switch (node.type) {
    case "bulletList":
      return writeList(node, () => "-");
    case "orderedList":
      return writeList(node, (index) => `${index + 1}.`);
    case "taskList":
    case "decisionList":
      return writeList(node, (index) =>
        node.children[index]?.attributes["state"] === "DONE" ? "[x]" : "[ ]",
      );
    case "blockquote":
      return writeBlocks(node.children, "\n").replace(/^/gm, "> ");
    case "codeBlock":
      return `\`\`\`\n${node.children.map(writeInline).join("")}\n\`\`\``;
    case "rule":
      return "---";
    case "table":
      return writeBlocks(node.children, "\n");
    case "tableRow":
      return node.children.map((cell) => writeBlocks(cell.children, " ")).join(" | ");
    case "mediaSingle":
    case "mediaGroup":
    case "media":
      return "[attachment]";
    case "panel":
    case "expand":
    case "nestedExpand":
    case "layoutSection":
    case "layoutColumn":
      return writeBlocks(node.children, "\n");
    default:
      return node.children.length === 0
        ? writeInline(node)
        : node.children.map(writeInline).join("");
  }
}

function writeList({ children }: Node, bullet: (index: number) => string): string {
  return children
    .map((item, index) => {
      const isInline = item.type === "taskItem" || item.type === "decisionItem";
      const text = isInline
        ? item.children.map(writeInline).join("")
        : writeBlocks(item.children, "\n");
      return `${bullet(index)} ${text.replaceAll("\n", "\n  ")}`;
    })
    .join("\n");
}

function writeInline(node: Node): string {
  const { type, text, attributes, link, children } = node;
  const attribute = (name: string): string => String(attributes[name] ?? "");
  switch (type) {
    case "text":
      return link === undefined ? text : `${text} (${link})`;
    case "hardBreak":
      return "\n";
    case "mention":
      return attribute("text") || "@someone";
    case "emoji":
      return attribute("text") || attribute("shortName");
    case "inlineCard":
    case "blockCard":
    case "embedCard":
      return attribute("url");
    case "status":
      return `[${attribute("text")}]`;
    case "date":
      return toDay(Number(attributes["timestamp"]));
    default:
      return children.length === 0 ? "" : writeBlock(node);
  }
}

function toDay(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}
