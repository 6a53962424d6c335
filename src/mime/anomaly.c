#include "mime/anomaly.h"

static const struct {
    const char *name, *sentence;
    bool loss;
} rows[MBX_ANOMALY_COUNT] = {
#define X(id, name, loss, sentence) [MBX_ANOMALY_##id] = {name, sentence, loss},
    MBX_ANOMALIES(X)
#undef X
};

const char *mbx_anomaly_name(mbx_anomaly_kind kind)
{
    return (size_t)kind < MBX_ANOMALY_COUNT ? rows[kind].name : "unknown";
}

const char *mbx_anomaly_sentence(mbx_anomaly_kind kind)
{
    return (size_t)kind < MBX_ANOMALY_COUNT ? rows[kind].sentence : "";
}

void mbx_anomalies_add(mbx_anomalies *a, mbx_anomaly_kind kind, uint64_t offset)
{
    a->loss |= rows[kind].loss;
    if (a->n < MBX_MAX_ANOMALIES)
        a->list[a->n++] = (mbx_anomaly){kind, offset};
}
