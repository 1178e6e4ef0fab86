import type { ReactNode } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { Questions } from "../ask/questions.tsx";
import { JsonTree } from "../json/json-tree.tsx";
import { Facts } from "../part/facts.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { MarkdownText } from "../result/markdown-text.tsx";
import { AddToClient } from "./add-to-client.tsx";
import { KeptAnswers } from "./kept-answers.tsx";
import { LogLevel } from "./log-level.tsx";
import { RevisionChoice } from "./revision-choice.tsx";
import { RootsEditor } from "./roots-editor.tsx";
import { Section } from "./section.tsx";
import styles from "./server.module.css";
import { SignInSteps } from "./sign-in-steps.tsx";

/** Everything about a server and its connection that is no tool, resource or prompt. */
export function ServerView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { serverInfo, instructions, capabilities } = connection;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the view scrolls (WCAG 2.1.1)
    <section aria-label="Server" className={styles["view"]} tabIndex={0}>
      <h1 className={styles["title"]}>
        <VisibleText text={serverInfo?.title ?? serverInfo?.name ?? connection.label} />
      </h1>
      <Questions call={undefined} connection={connection.id} />
      <div className={styles["columns"]}>
        <div className={styles["column"]}>
          <Section title="About">
            <Facts
              className={styles["facts"]}
              facts={[
                ["Name", serverInfo?.name],
                ["Title", serverInfo?.title],
                ["Version", serverInfo?.version],
                ["Description", textOf(serverInfo, "description")],
                ["Website", textOf(serverInfo, "websiteUrl")],
                ["Address", connection.target],
                ["File", connection.file],
                ["Status", connection.status],
                ["Since", new Date(connection.since).toLocaleTimeString("en-GB")],
              ]}
            />
          </Section>
          <Section title="Revision">
            <RevisionChoice connection={connection} />
          </Section>
          <Section title="Instructions">
            {instructions === undefined ? (
              <p className={styles["quiet"]}>The server gives none.</p>
            ) : (
              <MarkdownText text={instructions} />
            )}
          </Section>
          <Section title="Capabilities">
            <JsonTree label="Capabilities" value={capabilities ?? {}} />
          </Section>
        </div>
        <div className={styles["column"]}>
          <Section title="Account">
            <SignInSteps connection={connection} />
          </Section>
          <Section title="Add to client">
            <AddToClient connection={connection} />
          </Section>
          <Section title="Roots">
            <RootsEditor key={connection.id} connection={connection} />
          </Section>
          <Section title="Log level">
            <LogLevel connection={connection} />
          </Section>
          <Section title="Kept answers">
            <KeptAnswers connection={connection.id} />
          </Section>
        </div>
      </div>
    </section>
  );
}

function textOf(info: ConnectionState["serverInfo"], name: string): string | undefined {
  const value = (info as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}
