package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.testkit.ManualLoop;
import io.millrace.transport.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountedExchangeTest {
    @ParameterizedTest
    @CsvSource({"GET, identity, 30", "GET, gzip, 7", "HEAD, identity, 0", "HEAD, gzip, 0"})
    void bodyIsCountedAsItIsSent(String method, String coding, long bytes) {
        var exchange =
                new FakeExchange(method, "/live/cam.hls/v0.m3u8", Map.of("accept-encoding", coding), new ManualLoop());
        var sent = new LongAdder();
        var body = List.of(Bytes.wrap(new byte[10]), Bytes.wrap(new byte[20]));
        var response = new HttpResponse(200, Map.of(), body, Optional.of(Bytes.wrap(new byte[7])));
        new CountedExchange(exchange, sent).respond(response);
        assertThat(exchange.answer()).isSameAs(response);
        assertThat(sent.sum()).isEqualTo(bytes);
    }
}
