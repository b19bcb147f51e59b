package io.millrace.flv;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.media.AudioChannel;
import io.millrace.media.ChannelLayout;
import java.util.ArrayList;
import java.util.List;

/** Payloads of MultichannelConfig packets [ER-067] to channel layouts and back. */
public final class MultichannelConfigCodec {
    // AudioChannelOrder.
    private static final int UNSPECIFIED = 0;
    private static final int NATIVE = 1;
    private static final int CUSTOM = 2;

    private MultichannelConfigCodec() {}

    /**
     * The layout; of a reserved channel order the number of channels at least.
     *
     * @throws MalformedTagException if the payload is shorter than its channel order and count say
     */
    public static ChannelLayout decode(Bytes payload) {
        ByteReader in = payload.reader();
        try {
            int order = in.u8();
            int channelCount = in.u8();
            return switch (order) {
                case NATIVE -> new ChannelLayout.Native(channelCount, in.i32());
                case CUSTOM -> new ChannelLayout.Custom(channels(in, channelCount));
                default -> new ChannelLayout.Unspecified(channelCount);
            };
        } catch (TruncatedException e) {
            throw new MalformedTagException("MultichannelConfig " + e.getMessage());
        }
    }

    private static List<AudioChannel> channels(ByteReader in, int count) {
        List<AudioChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            channels.add(AudioChannel.of(in.u8()));
        }
        return channels;
    }

    /**
     * Inverse of {@link #decode}.
     *
     * @throws IllegalArgumentException if the layout has more than 255 channels
     */
    public static Bytes encode(ChannelLayout layout) {
        if (layout.channelCount() < 0 || layout.channelCount() > 255) {
            throw new IllegalArgumentException(layout.channelCount() + " channels (expected: 0 to 255)");
        }
        ByteWriter out = new ByteWriter();
        switch (layout) {
            case ChannelLayout.Unspecified(int count) -> out.u8(UNSPECIFIED).u8(count);
            case ChannelLayout.Native(int count, int mask) ->
                out.u8(NATIVE).u8(count).u32(mask);
            case ChannelLayout.Custom(List<AudioChannel> channels) -> {
                out.u8(CUSTOM).u8(channels.size());
                channels.forEach(channel -> out.u8(channel.number()));
            }
        }
        return out.toBytes();
    }
}
