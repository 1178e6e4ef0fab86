import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Ask } from "../../contract/index.ts";
import { Icon } from "../part/icon.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import styles from "./ask.module.css";
import { RefusalButtons } from "./refusal-buttons.tsx";
import { useAnswer } from "./use-answer.ts";

/**
 * A page that the server asks to be opened (`mode: "url"`). Its host stands out, it opens in a new tab
 * by a press alone, and no scheme but http and https opens at all.
 */
export function LinkElicitation(props: { readonly ask: Ask }): ReactNode {
  const { ask } = props;
  const answering = useAnswer(ask);
  const text = String(ask.params["url"] ?? "");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return (
    <div className={styles["form"]}>
      <p className={styles["message"]}>
        <VisibleText text={String(ask.params["message"] ?? "")} />
      </p>
      <p className={styles["address"]}>
        {isWeb && (
          <>
            Opens <strong>{url.host}</strong>
            {url.protocol === "http:" && " (not encrypted)"}
          </>
        )}
        <code>
          <VisibleText text={text} />
        </code>
      </p>
      {!isWeb && (
        <p className={styles["reason"]}>
          The address is neither http nor https, so it is not opened from here.
        </p>
      )}
      <AnswerBar answering={answering} ask={ask}>
        {isWeb && (
          <Button
            component="a"
            href={url.href}
            leftSection={<Icon name="external" />}
            onClick={() => answering.answer({ action: "accept" })}
            rel="noopener noreferrer"
            target="_blank"
          >
            Open and accept
          </Button>
        )}
        <RefusalButtons answering={answering} />
      </AnswerBar>
    </div>
  );
}
