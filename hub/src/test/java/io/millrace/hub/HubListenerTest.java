package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HubListenerTest implements HubListener {
    private final List<String> told = new ArrayList<>();
    private final Hub hub = new Hub(HubSettings.defaults(), System::nanoTime, path -> Pacing.STANDARD, this);

    @Override
    public void published(String path) {
        told.add("published " + path);
    }

    @Override
    public void unpublished(String path) {
        told.add("unpublished " + path);
    }

    @Override
    public void described(String path) {
        told.add("described " + path);
    }

    @Test
    void comingAndGoingOfAPublisherIsToldOnce() {
        Publication publication = hub.publish("live/cam", false).orElseThrow();
        publication.describe(List.of());
        publication.end();
        publication.end();
        assertThat(told).containsExactly("published live/cam", "described live/cam", "unpublished live/cam");
    }

    @Test
    void successorIsToldWhenItHoldsTheStreamAndNotBefore() {
        Publication first = hub.publish("live/cam", false).orElseThrow();
        Publication second = hub.publish("live/cam", true).orElseThrow();
        second.describe(List.of());
        assertThat(told).containsExactly("published live/cam");
        second.append(Frames.key("key", 40));
        first.end();
        assertThat(told).containsExactly("published live/cam", "published live/cam");
        second.end();
        assertThat(told).last().isEqualTo("unpublished live/cam");
    }
}
