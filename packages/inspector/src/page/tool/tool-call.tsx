import { useHotkeys } from "@mantine/hooks";
import type { JsonSchema } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useDeferredValue, useId, useMemo } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import type { Issues } from "../form/issue.ts";
import { compileCheck } from "../form/issue.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import { suggestKeys, suggestValues } from "../form/suggest.ts";
import type { Offer } from "../json/complete-json.ts";
import { formatBytes } from "../json/format-bytes.ts";
import { JsonEditor } from "../json/json-editor.tsx";
import { Count } from "../part/count.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { TabBar } from "../part/tab-bar.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { AgentTab } from "./agent-tab.tsx";
import { CallBar } from "./call-bar.tsx";
import type { Draft } from "./draft.ts";
import { useDraft } from "./draft.ts";
import { findOfTool, LintTab } from "./lint-tab.tsx";
import type { ListedTool } from "./list-tools.ts";
import { listMarks } from "./list-tools.ts";
import styles from "./tool.module.css";
import { useCall } from "./use-call.ts";
import { useReview } from "./use-review.ts";

const VIEWS = ["form", "json", "schema", "agent", "lint"] as const;
type CallView = (typeof VIEWS)[number];

const ANY = { type: "object" };

/** One tool: its arguments as form and JSON, its definition, and how agents receive it. */
export function ToolCall(props: {
  readonly connection: ConnectionState;
  readonly name: string;
  /** Left out for a name that the server does not list. */
  readonly tool: ListedTool | undefined;
}): ReactNode {
  const { connection, name, tool } = props;
  const { address, go } = useAddress();
  const panel = useId();
  const view = VIEWS.find((one) => one === address.query["view"]) ?? (tool ? "form" : "json");
  const schema = tool?.inputSchema ?? ANY;
  const drafts = useDraft(`${connection.id}.${name}`, schema);
  const { draft } = drafts;
  const { check, refusal } = useMemo(() => compileCheck(schema), [schema]);
  const value = useDeferredValue(draft.value);
  const issues = useMemo(() => check(value), [check, value]);
  const review = useReview(connection.id);
  const findings = findOfTool(review, name);
  const { call, isSending, failure } = useCall(connection.id, name, draft);
  useHotkeys([["mod+Enter", () => void call()]], [], true);
  const items = [
    { key: "form", label: "Form" },
    { key: "json", label: "JSON" },
    { key: "schema", label: "Schema" },
    { key: "agent", label: "As agent" },
    { key: "lint", label: "Lint", mark: findings.length > 0 && <Count value={findings.length} /> },
  ] as const;
  return (
    <section aria-label={`Tool ${name}`} className={styles["call"]}>
      <ToolHead name={name} tool={tool} />
      <div className={styles["viewBar"]}>
        <TabBar
          items={items}
          label="Forms of the tool"
          onSelect={(key: CallView) =>
            go({ query: { view: key === "form" ? undefined : key } }, { replace: true })
          }
          panel={panel}
          selected={view}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls (WCAG 2.1.1) */}
      <div className={styles["callBody"]} id={panel} role="tabpanel" tabIndex={0}>
        {view === "form" && draft.fault !== undefined && (
          <p className={styles["fault"]}>
            The JSON has a fault ({draft.fault}); the form shows its last state without one.
          </p>
        )}
        {view === "form" && (
          <SchemaForm
            key={name}
            issues={issues}
            label="arguments"
            onChange={drafts.setValue}
            schema={schema}
            value={draft.value}
          />
        )}
        {view === "form" && isEmpty(schema) && (
          <p className={styles["quiet"]}>This tool takes no arguments.</p>
        )}
        {view === "json" && (
          <ArgumentsEditor draft={draft} issues={issues} onText={drafts.setText} schema={schema} />
        )}
        {view === "schema" && <Definition tool={tool} />}
        {view === "agent" && <AgentTab state={review} tool={name} />}
        {view === "lint" && <LintTab findings={findings} state={review} />}
      </div>
      {failure !== undefined && <FailureCard failure={failure} title="The call was not sent" />}
      <CallBar
        draft={draft}
        isSending={isSending}
        issues={issues.size}
        onCall={() => void call()}
        onReset={drafts.reset}
        schemaRefusal={refusal}
      />
    </section>
  );
}

function ArgumentsEditor(props: {
  readonly draft: Draft;
  readonly issues: Issues;
  readonly onText: (text: string) => void;
  readonly schema: JsonSchema;
}): ReactNode {
  const { draft, issues, schema } = props;
  const offer: Offer = ({ isKey, path }) =>
    isKey ? suggestKeys(schema, path) : suggestValues(schema, path);
  return (
    <>
      <JsonEditor
        label="Arguments as JSON"
        offer={offer}
        onChange={props.onText}
        text={draft.text}
      />
      <IssueList faults={draft.fault === undefined ? [...issues] : [["", draft.fault]]} />
    </>
  );
}

function ToolHead(props: {
  readonly name: string;
  readonly tool: ListedTool | undefined;
}): ReactNode {
  const { name, tool } = props;
  const title = tool?.title ?? tool?.annotations?.title;
  return (
    <header className={styles["toolHead"]}>
      <div className={styles["toolTitle"]}>
        <h2>
          <VisibleText text={name} />
        </h2>
        {typeof title === "string" && title !== name && (
          <span className={styles["quiet"]}>
            <VisibleText text={title} />
          </span>
        )}
        {tool === undefined && <Tag tone="warn">not listed by the server</Tag>}
        {tool !== undefined &&
          listMarks(tool).map(({ text, title: hint, tone }) => (
            <Tag key={text} title={hint} tone={tone}>
              {text}
            </Tag>
          ))}
      </div>
      {tool?.description !== undefined && (
        <p className={styles["toolText"]}>
          <VisibleText text={tool.description} />
        </p>
      )}
    </header>
  );
}

/** The definition exactly as `tools/list` gave it. */
function Definition(props: { readonly tool: ListedTool | undefined }): ReactNode {
  const text = useMemo(() => JSON.stringify(props.tool ?? null, null, 2), [props.tool]);
  return (
    <>
      <p className={styles["quiet"]}>
        As the server lists it, {formatBytes(JSON.stringify(props.tool ?? null).length)}.
      </p>
      <JsonEditor label="Definition of the tool" text={text} />
    </>
  );
}

function IssueList(props: {
  readonly faults: readonly (readonly [pointer: string, message: string])[];
}): ReactNode {
  if (props.faults.length === 0) return null;
  return (
    <ul className={styles["issues"]}>
      {props.faults.map(([pointer, message]) => (
        <li key={pointer}>
          {pointer !== "" && <code>{pointer}</code>} <VisibleText text={message} />
        </li>
      ))}
    </ul>
  );
}

function isEmpty(schema: ListedTool["inputSchema"]): boolean {
  const { properties } = schema;
  const names = typeof properties === "object" && properties !== null ? properties : {};
  return Object.keys(names).length === 0 && schema["additionalProperties"] === false;
}
