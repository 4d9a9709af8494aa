"""Calls the real catalog service with Python's grpcio, by messages made from what the server's own reflection tells.
Prints a line "PASS name" or "FAIL name: why" for each case.

usage: catalog_cases.py HOST:PORT DESCRIPTOR_SET
"""
import sys

import grpc
from google.protobuf import descriptor_pb2, message_factory

from interop import case, equal, error, messages_of, pool_of, reflect, run_cases

TARGET, DESCRIPTOR_SET = sys.argv[1:3]
SERVICE = "tracker.catalog.v1alpha1.CatalogService"
CODE = grpc.StatusCode

channel = grpc.insecure_channel(TARGET)


def described():
    answer, = reflect(channel, messages_of(DESCRIPTOR_SET), "v1", {"file_containing_symbol": SERVICE})
    pool = pool_of(descriptor_pb2.FileDescriptorProto.FromString(f) for f in answer.file_descriptor_response.file_descriptor_proto)
    factory = message_factory.MessageFactory(pool)
    return {m.name: (factory.GetPrototype(m.input_type), factory.GetPrototype(m.output_type))
            for m in pool.FindServiceByName(SERVICE).methods}


METHODS = described()


def ask(name, /, **fields):
    request, response = METHODS[name]
    return channel.unary_unary(f"/{SERVICE}/{name}", request.SerializeToString, response.FromString)(request(**fields), timeout=30)


def refused(code, expected, name, /, **fields):
    actual, details = error(lambda: ask(name, **fields))
    assert actual == code and expected in details, f"{name} {fields}: {actual} {details!r} instead of {code} {expected!r}"


@case
def entry_with_all_fields():
    sent = {
        "name": "py/shop 🚀", "type": "project", "languages": "golang", "owner": "ann", "version": "1.2.3", "link": "https://shop.test",
        "description": "é\nlines", "repository": "https://git.test/shop", "dependencies_in": ["web"], "dependencies_out": ["db"],
        "sla": {"level": "high", "uptime_percentage": {"value": 99.5}, "response_time_ms": {"value": 200}}, "platform": "kubernetes",
        "used_deliverables": [{"name": "base", "type": "container", "version_used": "1.0.0"}],
        "communication_channels": [{"type": "slack", "name": "#shop"}], "dashboard_links": [{"type": "grafana", "url": "https://g.test"}],
        "vulnerability_summary": {"critical_count": 1, "last_updated": {"seconds": 1714557600, "nanos": 5000}, "sources": [{"name": "trivy"}]},
        "infrastructure_resources": [{"id": "i", "type": "storage_s3", "metadata": {"size": "5"}}], "tags": ["a"], "lifecycle": "production", "system": "s"}
    made = ask("CreateUpdateCatalog", **sent).catalog
    assert made.created_at.seconds > 0 and made.created_at == made.updated_at, made
    equal(ask("GetCatalog", name=sent["name"]).catalog, made)
    expected = type(made)(**sent, created_at=made.created_at, updated_at=made.updated_at)
    equal(made, expected)


@case
def versions_and_dependencies():
    ask("CreateUpdateCatalog", name="py-lib", type="package")
    made = ask("UpdateVersions", name="py-lib", available_versions=["1.0.0"], latest_version="2.0.0", reference_version="1.1.0").catalog
    equal((list(made.available_versions), made.latest_version, made.reference_version), (["1.0.0"], "2.0.0", "1.1.0"))
    changed = ask("UpdateDependencies", name="py-lib", dependencies_out=["py-core"]).catalog
    equal((list(changed.dependencies_out), changed.latest_version), (["py-core"], "2.0.0"))
    graph = ask("GetDependencyGraph", name="py-core", depth=2)
    equal([(n.name, n.distance, n.known) for n in graph.nodes], [("py-core", 0, False), ("py-lib", -1, True)])
    equal([(getattr(e, "from"), e.to) for e in graph.edges], [("py-lib", "py-core")])
    ask("CreateUpdateCatalog", name="py-app", type="project", used_deliverables=[{"name": "py-lib", "version_used": "1.0.9"}])
    project, = ask("GetVersionCompliance", query="py-app").projects
    equal((project.outdated_count, project.total_count, project.compliance_percentage), (1, 1, 0))


@case
def list_in_pages():
    for i in range(3):
        ask("CreateUpdateCatalog", name=f"py-page{i}", owner="py-pages")
    page = ask("ListCatalogs", owners=["py-pages"], per_page={"value": 2}, page={"value": 2})
    equal(([c.name for c in page.catalogs], page.total_count), (["py-page2"], 3))


@case
def apply_yaml():
    yaml = "name: py-applied\nowner: ann\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ann}\n"
    equal(ask("ApplyCatalog", yaml=yaml, dry_run=True).created, 1)
    refused(CODE.NOT_FOUND, "py-applied", "GetCatalog", name="py-applied")
    done = ask("ApplyCatalog", yaml=yaml)
    equal((done.created, done.skipped, ask("ApplyCatalog", yaml=yaml).unchanged), (1, 1, 1))


@case
def errors():
    refused(CODE.INVALID_ARGUMENT, "name", "CreateUpdateCatalog")
    refused(CODE.INVALID_ARGUMENT, "type", "CreateUpdateCatalog", name="py-bad", type=99)
    refused(CODE.INVALID_ARGUMENT, "vulnerability_summary.last_updated", "CreateUpdateCatalog", name="py-bad", vulnerability_summary={"last_updated": {"nanos": -1}})
    refused(CODE.INVALID_ARGUMENT, "sla.uptime_percentage", "CreateUpdateCatalog", name="py-bad", sla={"uptime_percentage": {"value": float("nan")}})
    refused(CODE.INVALID_ARGUMENT, "document 1, line 2", "ApplyCatalog", yaml="name: py-bad\ntype: no")
    refused(CODE.NOT_FOUND, "py-bad", "GetCatalog", name="py-bad")
    refused(CODE.NOT_FOUND, "py-bad", "DeleteCatalog", name="py-bad")


@case
def delete():
    ask("CreateUpdateCatalog", name="py-gone")
    reply = ask("DeleteCatalog", name="py-gone")
    equal((reply.message, reply.name), ("catalog deleted", "py-gone"))
    refused(CODE.NOT_FOUND, "py-gone", "GetCatalog", name="py-gone")


run_cases()
