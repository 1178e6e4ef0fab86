import type { ReactNode } from "react";
import { useId, useState } from "react";
import type { AgentTool, AgentView, Review } from "../../contract/index.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { TabBar } from "../part/tab-bar.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./tool.module.css";
import type { ReviewState } from "./use-review.ts";

/** A tool as each provider receives it, its cost, and the parts that clients leave out. */
export function AgentTab(props: { readonly tool: string; readonly state: ReviewState }): ReactNode {
  const { review, failure } = props.state;
  const panel = useId();
  const [chosen, setChosen] = useState<string>();
  if (failure !== undefined) {
    return <FailureCard failure={failure} title="The server could not be reviewed" />;
  }
  if (review === undefined) return <p className={styles["quiet"]}>Reading the declarations</p>;
  const view = review.views.find(({ provider }) => provider === chosen) ?? review.views[0];
  if (view === undefined) return <EmptyNote title="No provider's form is known" />;
  const tool = view.tools.find((each) => each.tool === props.tool);
  return (
    <div className={styles["agent"]}>
      <TabBar
        items={review.views.map(({ provider, label }) => ({ key: provider, label }))}
        label="Providers"
        onSelect={setChosen}
        panel={panel}
        selected={view.provider}
      />
      <div id={panel} role="tabpanel">
        {tool === undefined || tool.leftOut !== undefined ? (
          <EmptyNote title={`${view.label} does not receive this tool`}>
            {tool?.leftOut !== undefined && (
              <p>
                <VisibleText text={tool.leftOut} />
              </p>
            )}
          </EmptyNote>
        ) : (
          <Declaration tool={tool} view={view} />
        )}
      </div>
      <ClientNotes clients={review.clients} />
    </div>
  );
}

function Declaration(props: { readonly tool: AgentTool; readonly view: AgentView }): ReactNode {
  const { tool, view } = props;
  return (
    <>
      <p className={styles["cost"]}>
        About <strong>{tool.tokens.toLocaleString("en")}</strong> tokens in each request, of{" "}
        {view.tokens.toLocaleString("en")} for all {view.tools.length} tools.
      </p>
      {tool.changes.length > 0 && (
        <ul className={styles["changes"]}>
          {tool.changes.map((change) => (
            <li key={change}>
              <VisibleText text={change} />
            </li>
          ))}
        </ul>
      )}
      <JsonTree label={`Declaration for ${view.label}`} value={tool.declaration} />
    </>
  );
}

function ClientNotes(props: { readonly clients: Review["clients"] }): ReactNode {
  const noted = props.clients.filter(({ notes }) => notes.length > 0);
  if (noted.length === 0) return null;
  return (
    <section className={styles["clients"]}>
      <h3>Clients</h3>
      <dl>
        {noted.map(({ client, notes }) => (
          <div key={client}>
            <dt>{client}</dt>
            {notes.map((note) => (
              <dd key={note}>
                <VisibleText text={note} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
