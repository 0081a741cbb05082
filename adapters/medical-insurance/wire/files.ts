import { z } from 'zod';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { zipOfOne } from '../../one-file-zip.ts';
import { unknown } from '../../reply.ts';
import type { AtInstitution, InsurerFile, UploadFileRequest } from '../reconciling.ts';
import { said, strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { listOf } from './reconciliation.ts';
import { textIn } from './rows.ts';

const upload = z.strictObject({
  fsUploadIn: z.strictObject({
    in: z.union([z.base64(), z.array(z.int().min(0).max(255))]),
    filename: z.string().min(1).max(200),
    fixmedins_code: z.string().min(1),
  }),
});

/** Input of 9101: a ZIP file that holds the list of settlements, its bytes written as the region has them. */
export function uploadInput(request: UploadFileRequest, region: InsurerRegion): z.infer<typeof upload> {
  const { filename, institution, settlements } = request;
  const bytes = zipOfOne(`${filename}.txt`, listOf(settlements, region));
  return strictly(upload, {
    fsUploadIn: {
      in: said(region, 'fileBytes') === 'base64' ? bytes.toString('base64') : [...bytes],
      ...{ filename: `${filename}.zip`, fixmedins_code: institution },
    },
  });
}

/** Reads the reply to 9101: the number under which the platform keeps the file. */
export function readUpload(reply: RawReply, question: Question): Answer<{ readonly fileNo: string }> {
  const opened = openEnvelope(reply, question, z.record(z.string(), z.unknown()));
  if (opened.kind !== 'output') return opened;
  const fileNo = textIn(opened.output, 'file_qury_no');
  return fileNo === null ? unknown('unreadable', ['file_qury_no']) : { kind: 'done', value: { fileNo } };
}

const download = z.strictObject({
  fsDownloadIn: z.strictObject({
    file_qury_no: z.string().min(1),
    filename: z.string().min(1),
    fixmedins_code: z.string().min(1),
  }),
});

/** Input of 9102. */
export function downloadInput({
  fileNo,
  filename,
  institution,
}: InsurerFile & AtInstitution): z.infer<typeof download> {
  return strictly(download, {
    fsDownloadIn: { file_qury_no: fileNo, filename, fixmedins_code: institution },
  });
}
