package io.millrace.server.hls;

import java.util.List;

/**
 * The renditions of a stream that can be played.
 *
 * @param sinceNanos when the first of them could, by the server's clock; of no meaning without any
 */
record HlsOffers(List<HlsOffer> all, long sinceNanos) {
    static final HlsOffers NONE = new HlsOffers(List.of(), 0);

    HlsOffers {
        all = List.copyOf(all);
    }
}
