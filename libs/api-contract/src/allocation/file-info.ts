import { z } from 'zod';

/** A file or directory of an allocation. */
export const FileInfo = z
  .object({
    Name: z.string(),
    IsDir: z.boolean(),
    /** In bytes. */
    Size: z.number(),
    /** As Go prints it, e.g. `-rw-r--r--`. */
    FileMode: z.string(),
    /** RFC 3339. */
    ModTime: z.string(),
    /** Empty in a listing. */
    ContentType: z.string(),
  })
  .meta({ id: 'FileInfo' });
export type FileInfo = z.infer<typeof FileInfo>;
