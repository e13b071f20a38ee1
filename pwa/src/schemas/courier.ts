// Generated from schemas/ by `just generate`. Do not edit.

export const COURIER_MEDIA_TYPE = "application/vnd.furusato.courier";
export const COURIER_FILE_SUFFIX = ".furusato";
export const PARCEL_MAGIC = "FRP\u0001";
export const ANSWER_MAGIC = "FRA\u0001";
export const PARCEL_INFO = "furusato-courier-v1 parcel\u0000";
export const ANSWER_INFO = "furusato-courier-v1 answer\u0000";
export const INSTALLATION_BYTES = 8;
export const SEALING_KEY_ID_BYTES = 4;
export const PARCEL_ID_BYTES = 16;
export const POINT_BYTES = 65;
export const SEAL_TAG_BYTES = 16;
export const PARCEL_HEADER_BYTES = 32;
export const ANSWER_HEADER_BYTES = 20;
export const SMALLEST_SEALED = 512;
export const STEPS_PER_DOUBLING = 4;
export const MAX_PARCEL_BYTES = 524288;
export const MAX_PARCEL_REQUESTS = 8;
export const MAX_PARCEL_REPLY_KB = 64;
export const MAX_PARCELS = 16;
export const MAX_DELIVERY_BYTES = 1048576;
export const FRAME_PREFIX = "FC1:";
export const FRAME_ID_BYTES = 8;
export const FRAME_HEADER_BYTES = 12;
export const FRAME_PART_BYTES = 480;

/** What became of a parcel, as far as it is the courier's business. */
export const CourierStatus = {
  ANSWERED: 1,
  OTHER_INSTALLATION: 2,
  DAMAGED: 3,
  KEY_GONE: 4,
  LATER: 5,
} as const;
export type CourierStatus = (typeof CourierStatus)[keyof typeof CourierStatus];

/** What a sealed answer holds. */
export const AnswerKind = {
  REPLY: 1,
  PROBLEM: 2,
} as const;
export type AnswerKind = (typeof AnswerKind)[keyof typeof AnswerKind];

/** Of one parcel, in the order in which they were sent. `answer` is empty unless ANSWERED. */
export interface CourierOutcome {
  status: CourierStatus;
  answer: Uint8Array;
}
