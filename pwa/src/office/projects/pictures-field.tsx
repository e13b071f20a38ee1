import { useRef } from "preact/hooks";
import { ask, NoAnswer, problemOf } from "../../api";
import { MAX_PICTURES, type PictureKept } from "../../schemas/projects";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { IconCamera, IconCross } from "../../ui/icons";
import { useTask } from "../../ui/task";
import { t as shared } from "../../ui/words/activities";
import { t } from "../../ui/words/projects";
import { NoPicture, shrunk } from "./shrink";

interface PicturesProps {
  code: string;
  pictures: string[];
  onChange: (pictures: string[]) => void;
}

/** One to three pictures; each is shrunk here, and sent at once. */
export function PicturesField({ code, pictures, onChange }: PicturesProps) {
  const input = useRef<HTMLInputElement>(null);
  const { run, busy, failure } = useTask(async (file: File) => {
    const { name } = await send(code, await shrunk(file));
    if (!pictures.includes(name)) onChange([...pictures, name]);
  });
  return (
    <div class="stack">
      <p>
        <b>{t("form.pictures")}</b>
      </p>
      <p class="field-hint">{t("form.picturesHint")}</p>
      {pictures.length > 0 && (
        <ul class="project-pictures">
          {pictures.map((name, at) => (
            <li key={name}>
              <img src={`/api/pictures/${name}`} alt={shared("detail.picture", { n: at + 1 })} />
              <Button
                kind="quiet"
                aria-label={t("form.pictureAway", { n: at + 1 })}
                onClick={() => onChange(pictures.filter((one) => one !== name))}
              >
                <IconCross size={20} />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {pictures.length < MAX_PICTURES && (
        <div class="row">
          <input
            ref={input}
            type="file"
            accept="image/*"
            hidden
            aria-label={t("form.pictureAdd")}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (file) void run(file);
            }}
          />
          <Button icon={IconCamera} busy={busy} onClick={() => input.current?.click()}>
            {busy ? t("form.pictureBusy") : t("form.pictureAdd")}
          </Button>
        </div>
      )}
      <Failure
        error={failure}
        words={failure instanceof NoPicture ? t("form.pictureWrong") : undefined}
      />
    </div>
  );
}

async function send(code: string, picture: Blob): Promise<PictureKept> {
  const answer = await ask(`/api/office/${code}/pictures`, {
    method: "POST",
    headers: { Accept: "application/json", "X-Furusato": "1", "Content-Type": picture.type },
    credentials: "same-origin",
    body: picture,
  });
  if (!answer.ok) throw (await problemOf(answer)) ?? new NoAnswer("not-ours");
  return (await answer.json()) as PictureKept;
}
