package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.audio;
import static io.millrace.server.rtmp.Client.command;
import static io.millrace.server.rtmp.Client.data;
import static io.millrace.server.rtmp.Client.video;
import static io.millrace.server.rtmp.Media.audioHeader;
import static io.millrace.server.rtmp.Media.inter;
import static io.millrace.server.rtmp.Media.key;
import static io.millrace.server.rtmp.Media.sound;
import static io.millrace.server.rtmp.Media.videoHeader;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.hub.LiveStream;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.Opaque;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RtmpConnectionTest {
    private final Server server = new Server();

    @Test
    void connectIsAnsweredInTheOrderClientsExpect() {
        Client client = server.accept();
        client.handshake();
        client.connect("live");
        assertThat(client.heard())
                .containsExactly(
                        "WindowAcknowledgementSize",
                        "SetPeerBandwidth",
                        "SetChunkSize",
                        "StreamBegin 0",
                        "_result NetConnection.Connect.Success");
    }

    @Test
    @DisplayName(
            "R-146, IP-51, IP-54, IP-56: StreamBegin, Reset, Start, sample access, Data.Start, metadata, headers, media")
    void publishedFramesReachAPlayerInTheOrderItNeeds() {
        Client publisher = server.connect("live");
        publisher.publish(publisher.createStream(), "cam");
        assertThat(publisher.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        publisher.send(1, 0, data("@setDataFrame", "onMetaData", "values"));
        publisher.video(0, videoHeader(1));
        publisher.audio(0, audioHeader(2));
        publisher.video(40, key(3));
        publisher.video(80, inter(4));

        Client player = server.accept();
        player.handshake();
        // Others than Flash programs get no data messages that only those need.
        player.connect(AmfProperties.builder().put("app", "live").put("swfUrl", "http://host/player.swf"));
        player.heard();
        player.play(player.createStream(), "cam");
        assertThat(player.heard())
                .containsExactly(
                        "StreamBegin 1",
                        "NetStream.Play.Reset",
                        "NetStream.Play.Start",
                        "data |RtmpSampleAccess",
                        "data onStatus",
                        "data onMetaData",
                        video(videoHeader(1), 40),
                        audio(audioHeader(2), 40),
                        video(key(3), 40),
                        video(inter(4), 80));
        publisher.video(120, inter(5));
        assertThat(player.heard()).containsExactly(video(inter(5), 120));
        assertThat(server.counters().publishes.sum()).isEqualTo(1);
        assertThat(server.counters().plays.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("IP-15: control on message stream 0, and nothing but media has a timestamp")
    void controlAndCommandsAreWhatSimpleReadersTake() {
        Client publisher = server.publisher();
        publisher.video(20_000_000, videoHeader(1));
        publisher.video(20_000_000, key(2));
        Client player = server.accept();
        player.handshake();
        player.connect("live");
        player.createStreamUnheard();
        player.play(1, "cam");
        publisher.call(1, "closeStream", 0);
        List<RawMessage> messages = player.messages();
        assertThat(messages)
                .filteredOn(message -> message.typeId() <= 6)
                .hasSizeGreaterThan(4)
                .allMatch(message -> message.streamId() == 0 && message.timestamp() == 0);
        assertThat(messages)
                .filteredOn(message -> message.typeId() == RtmpMessage.Command.TYPE_ID)
                .hasSizeGreaterThan(4)
                .allMatch(message -> message.timestamp() == 0);
        assertThat(messages)
                .filteredOn(message -> message.typeId() == RtmpMessage.Video.TYPE_ID)
                .hasSize(2)
                .allMatch(message -> message.timestamp() == 20_000_000 && message.streamId() == 1);
    }

    @Test
    @DisplayName("R-007: who does not complete the handshake in time is closed")
    void handshakeHasATimeLimit() {
        Client slow = server.accept();
        slow.send(new byte[] {3, 0, 0});
        slow.tick(Duration.ofSeconds(9));
        assertThat(slow.connection.closeReason).isNull();
        slow.tick(Duration.ofSeconds(11));
        assertThat(slow.connection.closeReason).isEqualTo("no handshake within 10 s");
        assertThat(server.counters().timeouts.sum()).isEqualTo(1);
    }

    @Test
    void longMessageBeforeConnectEndsTheConnection() {
        Client stranger = server.accept();
        stranger.handshake();
        stranger.send(begunVideo(16_000_000, 100));
        assertThat(stranger.connection.closeReason).isEqualTo("message of 16000000 bytes (limit: 65536)");
        assertThat(server.counters().protocolErrors.sum()).isEqualTo(1);
    }

    @Test
    void unfinishedMessagesOfAllConnectionsShareOneBound() {
        var tight = new Server(ServerConfig.defaults().with("rtmp.max-pending-total-bytes", "1MiB"));
        Client first = tight.connect("live");
        Client second = tight.connect("live");
        first.send(begunVideo(4_000_000, 600_000));
        assertThat(first.connection.closeReason).isNull();
        second.send(begunVideo(4_000_000, 600_000));
        assertThat(second.connection.closeReason).contains("unfinished messages, while all connections hold too many");
        second.disconnect();
        assertThat(first.connection.closeReason).isNull();
        Client third = tight.connect("live");
        third.send(begunVideo(4_000_000, 100));
        assertThat(third.connection.closeReason).isNull();
    }

    /** The beginning of a video message of {@code length} bytes: as many of them as given, in one chunk. */
    private static byte[] begunVideo(int length, int begun) {
        var out = new ByteWriter();
        out.u8(2).u24(0).u24(4).u8(1).u32(0).u32(0x7FFF_FFFF); // Set Chunk Size
        out.u8(6).u24(0).u24(length).u8(9).u32LittleEndian(1).bytes(new byte[begun]);
        return out.toByteArray();
    }

    @Test
    void handshakeThatWasDoneHasNoTimeLimit() {
        Client client = server.accept();
        client.handshake();
        client.tick(Duration.ofSeconds(11));
        assertThat(client.connection.closeReason).isNull();
    }

    @Test
    @DisplayName("R-065, IP-32: pings go out, and any byte is a sign of life")
    void onlySilenceIsTakenForDeath() {
        Client client = server.connect("live");
        client.tick(Duration.ofSeconds(29));
        assertThat(client.heard()).isEmpty();
        client.tick(Duration.ofSeconds(31));
        assertThat(client.heard()).containsExactly("PingRequest");
        client.tick(Duration.ofSeconds(50));
        client.send((byte) 0x03); // half a chunk header, and no answer to the ping
        client.tick(Duration.ofSeconds(55));
        client.tick(Duration.ofSeconds(114));
        assertThat(client.connection.closeReason).isNull();
        client.tick(Duration.ofSeconds(116));
        assertThat(client.connection.closeReason).isEqualTo("silent for 60 s");
        assertThat(server.counters().timeouts.sum()).isEqualTo(1);
    }

    @Test
    void timeLimitsCanBeOff() {
        Server patient = new Server(
                ServerConfig.defaults().with("rtmp.idle-timeout", "0s").with("rtmp.ping-interval", "0s"));
        Client client = patient.connect("live");
        client.tick(Duration.ofDays(1));
        assertThat(client.connection.closeReason).isNull();
        assertThat(client.heard()).isEmpty();
    }

    @Test
    void httpRequestIsToldApart() {
        Client browser = server.accept();
        browser.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(US_ASCII));
        assertThat(browser.connection.closeReason).contains("HTTP request", "GET", "RTMP");
        assertThat(browser.connection.bytesSent()).isZero();
        assertThat(server.counters().protocolErrors.sum()).isEqualTo(1);
    }

    @Test
    void chunksThatMakeNoSenseEndTheConnectionAndNoOther() {
        Client publisher = server.publisher();
        Client broken = server.connect("live");
        broken.send((byte) 0xC9); // a type 3 chunk that continues nothing
        assertThat(broken.connection.closeReason).contains("chunk stream 9");
        assertThat(server.counters().protocolErrors.sum()).isEqualTo(1);
        publisher.video(0, key(1));
        assertThat(publisher.connection.closeReason).isNull();
    }

    @Test
    void unknownApplicationIsInvalidOnAStrictServer() {
        Server strict = new Server(ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults())
                .with("strict-applications", "true"));
        Client client = strict.accept();
        client.handshake();
        client.connect("other");
        assertThat(client.heard()).containsExactly("_error NetConnection.Connect.InvalidApp");
        assertThat(client.connection.closeReason).startsWith("connect rejected: ");
        assertThat(strict.counters().refused.sum()).isEqualTo(1);
        strict.connect("live/instance?token=1").createStream(); // the name is what counts
    }

    @Test
    void namesThatClimbAreRefusedOnTheStreamAndTheConnectionGoesOn() {
        Client client = server.connect("live");
        int streamId = client.createStream();
        client.publish(streamId, "../secret");
        assertThat(client.heard()).containsExactly("NetStream.Publish.BadName");
        client.play(streamId, "a/../../b");
        assertThat(client.heard()).containsExactly("NetStream.Play.Failed");
        client.publish(streamId, "cam");
        assertThat(client.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        assertThat(server.hub.streams()).extracting(LiveStream::path).containsExactly("live/cam");
    }

    @Test
    @DisplayName("R-142: a name in use is refused with BadName, and is free when its publisher has gone")
    void oneNameHasOnePublisher() {
        Client first = server.publisher();
        Client second = server.connect("live");
        second.publish(second.createStream(), "cam");
        assertThat(second.heard()).containsExactly("NetStream.Publish.BadName");
        assertThat(server.counters().refused.sum()).isEqualTo(1);
        first.call(0, "deleteStream", 0, 1);
        second.publish(1, "cam");
        assertThat(second.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
    }

    @Test
    @DisplayName("R-073: a publisher that takes over begins with a key frame, and time does not go back")
    void whereTheApplicationSaysSoTheSecondPublisherTakesOver() {
        Server generous = new Server(ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults().withTakeOver(true)));
        Client first = generous.publisher();
        first.video(1000, key(1));
        Client player = generous.player();
        player.heard();
        Client second = generous.publisher();
        second.video(0, inter(2));
        first.video(1040, inter(3));
        assertThat(first.heard()).isEmpty();
        second.video(40, key(4));
        first.video(1080, inter(5));
        assertThat(first.heard()).containsExactly("NetStream.Publish.BadName");
        assertThat(player.heard()).containsExactly(video(inter(3), 1040), video(key(4), 1040));
    }

    @Test
    void publisherThatWasReplacedIsToldAtItsNextFrame() {
        Client silent = server.publisher();
        silent.video(0, key(1));
        server.advance(Duration.ofSeconds(6));
        server.publisher().video(0, key(9));
        silent.video(40, inter(2));
        assertThat(silent.heard()).containsExactly("NetStream.Publish.BadName");
        silent.video(80, inter(3));
        assertThat(silent.heard()).isEmpty();
        assertThat(silent.connection.closeReason).isNull();
        assertThat(server.hub.counters().staleAppends.sum()).isEqualTo(1);
        assertThat(server.counters().ignoredMedia.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-155, ER-084: media where none belongs is ignored, media that lies is dropped, both are counted")
    void strayAndMalformedMediaCostNothingButACount() {
        Client client = server.connect("live");
        client.video(0, key(1));
        client.send(9, 0, new RtmpMessage.Audio(sound(1)));
        assertThat(server.counters().ignoredMedia.sum()).isEqualTo(2);
        Client player = server.player();
        client.publish(client.createStream(), "cam");
        client.video(0, Bytes.of(0x91, 'a', 'v')); // a FourCC that is cut off
        client.video(0, key(2));
        assertThat(server.counters().malformedMedia.sum()).isEqualTo(1);
        assertThat(player.heard()).containsExactly("StreamBegin 1", "NetStream.Play.PublishNotify", video(key(2), 0));
        assertThat(client.connection.closeReason).isNull();
    }

    @Test
    void whatIsIgnoredIsCountedByCause() {
        Client client = server.connect("live");
        client.send(0, 0, new Opaque(77, Bytes.of(1)));
        client.send(0, 0, new Opaque(20, Bytes.of(1)));
        client.send(0, 0, command("_result", 99));
        assertThat(server.counters().dropped(DropCause.UNKNOWN).sum()).isEqualTo(1);
        assertThat(server.counters().dropped(DropCause.MALFORMED).sum()).isEqualTo(1);
        assertThat(server.counters().dropped(DropCause.UNEXPECTED).sum()).isEqualTo(1);
        assertThat(client.connection.closeReason).isNull();
    }

    @Test
    void closeByCommandEndsTheConnection() {
        Client client = server.connect("live");
        client.call(0, "close", 0);
        assertThat(client.connection.closeReason).isEqualTo("closed by the client");
    }

    @Test
    @DisplayName("R-052: what was received is acknowledged")
    void acknowledgesOnceAWindowIsFull() {
        Server small = new Server(ServerConfig.defaults().with("rtmp.window-ack-size", "4KiB"));
        Client client = small.publisher();
        client.video(0, Bytes.wrap(new byte[5000]));
        assertThat(client.heard()).containsExactly("Acknowledgement");
    }

    @Test
    @DisplayName("R-054: the output window is enforced only where that is configured")
    void enforcesTheOutputWindowIfConfigured() {
        Server strict = new Server(ServerConfig.defaults().with("rtmp.enforce-window", "true"));
        Client free = server.connect("live");
        Client limited = strict.connect("live");
        for (Client client : List.of(free, limited)) {
            client.send(0, 0, new SetPeerBandwidth(10_000_000, BandwidthLimit.HARD), new Acknowledgement(4000));
            assertThat(client.heard()).containsExactly("WindowAcknowledgementSize");
        }
        assertThat(free.connection.outputWindow).isEqualTo(Long.MAX_VALUE);
        assertThat(limited.connection.outputWindow).isEqualTo(10_003_073);
        assertThat(limited.connection.acknowledged).isEqualTo(4000);
    }
}
