import type { Transporter } from 'nodemailer'

export type Mail = { readonly to: readonly string[]; readonly subject: string; readonly text: string; readonly messageId: string }

/** Throws where the server did not take it. */
export type SendMail = (mail: Mail) => Promise<void>

/** By the operator's own SMTP server; `smtp://user:password@host:587`, `smtps://…:465`. */
export function makeSendMail({ url, from }: { readonly url: string; readonly from: string }): SendMail {
  let opening: Promise<Transporter> | null = null
  const open = async (): Promise<Transporter> => {
    // Loaded with the first mail: most installations send none.
    const { createTransport } = await import('nodemailer')
    return createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 })
  }
  return async ({ to, ...rest }) => {
    opening ??= open()
    await (await opening).sendMail({ from, to: [...to], ...rest })
  }
}
