import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from '../../http/http.ts';
import type { SisReply } from '../sis-client.ts';
import { clientFailure, succeed } from './reply.ts';

/**
 * Sends one request and returns network failures as values: transient, except for a forbidden address and too large an
 * answer. Throws on abort, and for defects.
 */
export async function sendOnce(http: Http, request: HttpRequest): Promise<SisReply<HttpResponse>> {
  try {
    return succeed(await http(request));
  } catch (error) {
    request.signal?.throwIfAborted();
    if (!(error instanceof HttpFailure)) throw error;
    const lasting = error.kind === 'address' || error.kind === 'too_large';
    return clientFailure(lasting ? 'institution' : 'transient', error.kind);
  }
}
