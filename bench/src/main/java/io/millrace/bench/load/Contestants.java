package io.millrace.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Millrace and nginx-rtmp, both running and warm. Only one may be under load at a time. */
public final class Contestants implements AutoCloseable {
    public static final String NGINX = NginxRtmp.NAME;

    private static final int DEFAULT_CHUNK_SIZE = 60000;

    private final List<Server> servers = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();

    private Contestants() {}

    /** One round that is not measured. */
    public interface WarmUp {
        Result run(Server server) throws IOException, InterruptedException;
    }

    /**
     * Starts each and warms it up. Our chunk size is known then, and given to nginx, so that both write the same bytes.
     *
     * @param names of those to start
     * @param connections most of them at one time
     */
    public static Contestants start(Rig rig, Cores cores, List<String> names, int connections, WarmUp warmUp)
            throws IOException, InterruptedException {
        var contestants = new Contestants();
        try {
            int chunkSize = DEFAULT_CHUNK_SIZE;
            if (names.contains(Rig.MILLRACE)) {
                Result result = contestants.add(rig.startMillrace(cores, Map.of()), warmUp);
                if (result.number("server_chunk_size") > 0) {
                    chunkSize = (int) result.number("server_chunk_size");
                }
            }
            if (names.contains(NGINX)) {
                contestants.addNginx(cores, chunkSize, connections, warmUp);
            }
            return contestants;
        } catch (IOException | InterruptedException e) {
            contestants.close();
            throw e;
        }
    }

    private void addNginx(Cores cores, int chunkSize, int connections, WarmUp warmUp)
            throws IOException, InterruptedException {
        var nginx = NginxRtmp.find();
        if (nginx.isEmpty()) {
            conditions.add(NginxRtmp.HOW_TO_INSTALL + ".");
            return;
        }
        conditions.add(nginx.get().version() + ", one worker, chunk size " + chunkSize + ".");
        add(nginx.get().start(cores, chunkSize, connections), warmUp);
    }

    private Result add(Server server, WarmUp warmUp) throws IOException, InterruptedException {
        servers.add(server);
        Rig.progress(server.name() + ": warm-up");
        return warmUp.run(server);
    }

    List<Server> all() {
        return List.copyOf(servers);
    }

    /** Nothing when it is not installed, or not wanted. */
    public Optional<Server> named(String name) {
        return servers.stream().filter(server -> server.name().equals(name)).findFirst();
    }

    /** What the reader must know of them, one sentence each. */
    public List<String> conditions() {
        return List.copyOf(conditions);
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }
}
