using Google.Protobuf;
using Tracker.Rpc;
using Tracker.Server.Operations;

namespace Tracker.Server.Web.Forms;

/// <summary>The bounds that the transports hold before a service sees a request: a form must hold them itself.</summary>
public static class FormLimits
{
    public static Failure? Check(IMessage request)
    {
        try
        {
            MessageLimits.Of(request.Descriptor).Check(request);
            return null;
        }
        catch (RpcException e)
        {
            return new Failure(e.Code, e.Message);
        }
    }
}
