import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from '../../http/http.ts';
import type { SisReply } from '../sis-client.ts';
import { clientFailure, succeed } from './reply.ts';

/**
 * One request, its network failures as values: all are worth another try but a refused address and an answer beyond
 * the size limit. An abort of the request's own signal, and defects, are thrown.
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
