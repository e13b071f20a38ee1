import "./printed.css";
import { useState } from "preact/hooks";
import { api } from "../api";
import { CardState, type MakePrintedCard, PaperSize, type PrintedCard } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Choice, Field } from "../ui/field";
import { longDate } from "../ui/format";
import { IconCard } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/printed";
import { fetchSheet, save } from "./sheet";

/** Of one member and body; the server says so too. */
export const MOST = 3;
/** Of `OptionalName` in the schema. */
const NAME_CHARACTERS = 60;

interface PrintedCardsProps {
  /** Where the API has them: the member's own, or the office's of a member. */
  path: string;
  /** What the member is called, as they set it. */
  name: string;
}

/** The cards on paper of one member and body: made, printed as often as wished, stopped. */
export function PrintedCards({ path, name }: PrintedCardsProps) {
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<PrintedCard[]>("GET", path, undefined, signal),
  );
  const [printing, print] = useState<PrintedCard | null>(null);
  const [stopping, stop] = useState<PrintedCard | null>(null);
  const make = async (wanted: MakePrintedCard) => {
    const made = await api<PrintedCard>("POST", path, wanted);
    reload();
    print(made);
  };
  const making = useTask(() => make({ replaces: null }));
  const now = Date.now() / 1000;
  const inForce = (card: PrintedCard) => card.state === CardState.ACTIVE && now < card.expires;
  const cards = value?.filter(inForce) ?? [];
  const past = value?.filter((card) => !inForce(card)) ?? [];
  return (
    <div class="stack">
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={3} />}
      {value && cards.length === 0 && <p class="soft">{t("printed.empty")}</p>}
      {cards.length > 0 && (
        <ul class="rows">
          {cards.map((card) => (
            <Row
              key={card.card}
              head={<IconCard />}
              title={<span class="number">{t("printed.card", { n: card.card })}</span>}
              notes={[
                t("printed.until", { day: longDate(card.expires * 1000 - 1) }),
                card.by_office && t("printed.byOffice"),
              ]}
            >
              <Button onClick={() => print(card)}>{t("printed.print")}</Button>
              <Button kind="quiet" onClick={() => stop(card)}>
                {t("printed.lost")}
              </Button>
            </Row>
          ))}
        </ul>
      )}
      {value && cards.length >= MOST && <Notice>{t("printed.full", { n: MOST })}</Notice>}
      {value && cards.length < MOST && (
        <div class="row">
          <Button busy={making.busy} onClick={making.run}>
            {t("printed.make")}
          </Button>
        </div>
      )}
      <Failure error={making.failure} />
      {past.length > 0 && (
        <details class="printed-past">
          <summary>{t("printed.past", { n: past.length })}</summary>
          <ul class="rows">
            {past.map((card) => (
              <Row
                key={card.card}
                title={<span class="number">{t("printed.card", { n: card.card })}</span>}
                notes={[t(`printed.state.${card.state}`)]}
              />
            ))}
          </ul>
        </details>
      )}
      {printing && (
        <Print
          key={printing.card}
          path={`${path}/${printing.card}`}
          card={printing}
          name={name}
          onClose={() => print(null)}
        />
      )}
      {stopping && (
        <Stop
          path={path}
          card={stopping}
          onMake={make}
          onClose={() => stop(null)}
          onStopped={reload}
        />
      )}
    </div>
  );
}

interface PrintProps {
  path: string;
  card: PrintedCard;
  name: string;
  onClose: () => void;
}

function Print({ path, card, name, onClose }: PrintProps) {
  const [size, setSize] = useState<PaperSize>(PaperSize.CARD);
  const [large, setLarge] = useState(false);
  const [written, write] = useState(name);
  const saving = useTask(async () => {
    save(
      await fetchSheet(`${path}/sheet`, { size, large, name: written.trim() }),
      `card-${card.card}.pdf`,
    );
    toast(t("printed.saved"));
  });
  return (
    <Dialog
      title={t("printed.printTitle", { n: card.card })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("printed.close")}</Button>
          <Button kind="primary" busy={saving.busy} onClick={saving.run}>
            {t("printed.save")}
          </Button>
        </>
      }
    >
      <fieldset class="printed-sizes">
        <legend class="field-label">{t("printed.size")}</legend>
        {([PaperSize.CARD, PaperSize.A4] as const).map((one) => (
          <Choice
            key={one}
            type="radio"
            name="size"
            label={t(`printed.size.${one}`)}
            checked={size === one}
            onChange={() => setSize(one)}
          />
        ))}
      </fieldset>
      <Choice
        label={t("printed.large")}
        checked={large}
        onChange={(event) => setLarge(event.currentTarget.checked)}
      />
      <Field
        label={t("printed.name")}
        hint={t("printed.nameHint")}
        value={written}
        maxLength={NAME_CHARACTERS}
        autoComplete="off"
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Failure error={saving.failure} />
      <div class="row">
        <ButtonLink kind="quiet" href={`${path}/code.svg`} download={`card-${card.card}.svg`}>
          {t("printed.svg")}
        </ButtonLink>
      </div>
    </Dialog>
  );
}

interface StopProps {
  path: string;
  card: PrintedCard;
  onMake: (wanted: MakePrintedCard) => Promise<void>;
  onClose: () => void;
  onStopped: () => void;
}

function Stop({ path, card, onMake, onClose, onStopped }: StopProps) {
  const { run, busy, failure } = useTask(async (again: boolean) => {
    if (again) await onMake({ replaces: card.card });
    else await api("DELETE", `${path}/${card.card}`);
    toast(t(again ? "printed.made" : "printed.stopped"));
    onClose();
    onStopped();
  });
  return (
    <Dialog
      title={t("printed.stopTitle", { n: card.card })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button busy={busy} onClick={() => run(true)}>
            {t("printed.replace")}
          </Button>
          <Button kind="danger" busy={busy} onClick={() => run(false)}>
            {t("printed.stop")}
          </Button>
        </>
      }
    >
      <p>{t("printed.stopBody")}</p>
      <Failure error={failure} />
    </Dialog>
  );
}
