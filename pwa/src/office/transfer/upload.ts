/** A file on its way to the server, with how far it is: `fetch` does not tell. */

import { ApiProblem, NoAnswer } from "../../api";
import type { UploadInfo } from "../../schemas/office";
import type { Problem } from "../../schemas/wire";

/** Rejects as `api` does. There is no time-out: a slow line takes minutes for 20 MB. */
export function sendList(
  code: string,
  file: File,
  onProgress: (part: number) => void,
): Promise<UploadInfo> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/office/${code}/uploads`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Furusato", "1");
    // A header carries no kanji.
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = () => reject(new NoAnswer("offline"));
    request.onload = () => {
      try {
        const answer: unknown = JSON.parse(request.responseText);
        if (request.status < 400) resolve(answer as UploadInfo);
        else reject(new ApiProblem(answer as Problem));
      } catch (error) {
        reject(new NoAnswer("not-ours", error));
      }
    };
    request.send(file);
  });
}
